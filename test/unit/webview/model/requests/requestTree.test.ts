import { expect, test } from 'vitest';
import type { RequestDetails } from '../../../../../src/protocol/requests';
import { RequestTree } from '../../../../../webview/model/requests/requestTree';
import { requestDetails, requestSpan, sampleRequest } from '../../../../webview/sampleRequest';
import { promisesSettled } from '../../../../support/turns';

const shown = (tree: RequestTree) => tree.lines.value.map(({ span }) => span.spanId);

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

test('a folded branch hides all lines below it, and no others', async () => {
  const { tree } = await treeOf(sampleRequest);
  expect(shown(tree)).toEqual([1, 2, 3, 6]);
  expect(tree.lines.value.map(({ hasChildren }) => hasChildren)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  tree.toggle(2);
  expect(shown(tree)).toEqual([1, 2, 6]);
  tree.toggle(1);
  expect(shown(tree)).toEqual([1]);
  tree.toggle(1);
  expect(shown(tree)).toEqual([1, 2, 6]);
});

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

test('ten thousand spans are folded in one pass', async () => {
  const spans = Array.from({ length: 10_000 }, (_, at) =>
    requestSpan({ spanId: at + 1, depth: at % 100 }),
  );
  const { tree } = await treeOf(requestDetails(spans));
  for (let id = 2; id <= 10_000; id += 100) tree.toggle(id);
  expect(shown(tree)).toHaveLength(200);
});
