import type { EngineApi } from '../../src/protocol/engineApi';
import { engineContracts } from '../../src/protocol/engineApi';
import { answer } from '../../src/protocol/rpc';

/**
 * Asks an engine as a caller over a channel does, whose arguments may be anything.
 *
 * @param question Api and method, as `view.readRows`
 * @param scope name of the view, for questions to a view
 */
export async function asked(
  engine: EngineApi,
  question: string,
  args: readonly unknown[],
  scope?: string,
): Promise<unknown> {
  const [api = '', method = ''] = question.split('.');
  return await answer(engine, engineContracts, { api, scope, method, args });
}
