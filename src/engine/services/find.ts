import type { FindApi, FoundPlace } from '../../protocol/find';
import { Finder } from '../../capture/read/finder';
import type { RequestReader } from '../../capture/read/requests';
import type { ShownCapture } from '../shownCapture';

export class FindService implements FindApi {
  private readonly finder: Finder;

  constructor({ database, rows }: ShownCapture, requests: RequestReader) {
    this.finder = new Finder(database, rows, requests);
  }

  async findPlaces(text: string): Promise<readonly FoundPlace[]> {
    return await this.finder.find(text);
  }
}
