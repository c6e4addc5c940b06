/**
 * Records a broker with the engine until it is killed, and prints the number of rows that it has
 * committed. Arguments are the engine's bundle and the task.
 */
import { EngineClient } from '../../src/engine/client';
import type { EngineTask } from '../../src/protocol/engineTask';

const [, , engine = '', task = '{}'] = process.argv;
const client = new EngineClient(engine, JSON.parse(task) as EngineTask);
void client.api.view('rows').setFilter({ text: '', hiddenLanes: [] });
client.onDidAnnounce(event => {
  if (event.type === 'rowsChanged') console.log(event.totalCount);
});
