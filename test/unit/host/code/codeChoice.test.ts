import { expect, test } from 'vitest';
import { chooseFrom } from '../../../../src/host/code/codeChoice';
import { codeAnswer } from '../../../webview/sampleCode';

const sure = codeAnswer();
const other = codeAnswer({ qualifiedName: 'Other.select_destinations' });
const doubted = codeAnswer({}, 'another project by its exchange');

test.each([
  ['nothing', [], { kind: 'nothing' }],
  ['the only one', [sure], { kind: 'open', answer: sure }],
  ['the only one, doubted as it is', [doubted], { kind: 'open', answer: doubted }],
  ['the one beyond doubt', [doubted, sure, doubted], { kind: 'open', answer: sure }],
  ['one of two beyond doubt', [sure, other], { kind: 'choose', answers: [sure, other] }],
  ['one of two in doubt', [doubted, doubted], { kind: 'choose', answers: [doubted, doubted] }],
] as const)('the chosen place is %s', (_name, answers, choice) => {
  expect(chooseFrom(answers)).toEqual(choice);
});
