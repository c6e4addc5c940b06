import { expect, test } from 'vitest';
import type { RequestDetails } from '../../../../../src/protocol/requests';
import { RequestTree } from '../../../../../webview/model/requests/requestTree';
import { sampleRequest } from '../../../../webview/sampleRequest';
import { promisesSettled } from '../../../../support/turns';

async function treeOf(answer: RequestDetails | undefined | Error) {
  const asked: string[] = [];
  const tree = new RequestTree({
    readRequest: id => {
      asked.push(id);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  tree.show(sampleRequest.id);
  await promisesSettled();
  return { tree, asked };
}

test('only another request is asked for, not a part of the one that is held', async () => {
  const { tree, asked } = await treeOf(sampleRequest);
  tree.show(sampleRequest.id);
  tree.show(sampleRequest.requestIds[0]);
  await promisesSettled();
  expect(asked).toHaveLength(1);
  tree.show('req-other');
  await promisesSettled();
  expect(asked).toEqual([sampleRequest.id, 'req-other']);
});

test('a request that is gone or cannot be read is reported; without an id nothing is shown', async () => {
  const gone = await treeOf(undefined);
  expect(gone.tree.error.value).toContain('not in the capture');
  const broken = await treeOf(new Error('the engine has ended'));
  expect(broken.tree.error.value).toBe('the engine has ended');
  broken.tree.show(undefined);
  expect(broken.tree.error.value).toBeUndefined();
  expect(broken.tree.details.value).toBeUndefined();
});
