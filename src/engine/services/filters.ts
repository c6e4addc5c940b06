import type { FieldValue, FiltersApi, NoiseKind } from '../../protocol/filters';
import { FieldValues } from '../../capture/read/fieldValues';
import type { ShownCapture } from '../shownCapture';
import type { RowLists } from '../views/rowLists';

export class FiltersService implements FiltersApi {
  private readonly values: FieldValues;

  constructor(
    { database }: ShownCapture,
    private readonly lists: RowLists,
  ) {
    this.values = new FieldValues(database);
  }

  listFieldValues(field: string, part: string, count: number): readonly FieldValue[] {
    return this.values.valuesContaining(field, part, count);
  }

  listNoiseKinds(): readonly NoiseKind[] {
    return this.lists.noiseKinds();
  }
}
