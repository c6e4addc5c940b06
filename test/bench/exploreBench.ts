import { statSync } from 'node:fs';
import type { Figure } from './figure';
import { bigCapture } from './bigCapture';
import { benchPaint } from './paintBench';
import { benchQuestions } from './questionsBench';
import { benchTextIndex } from './textIndexBench';

/**
 * Measures the waiting times of a person in a capture of a million records: filtering, counting,
 * scrolling.
 */
export async function benchExplore(folder: string): Promise<Figure[]> {
  const capture = await bigCapture();
  process.stderr.write(`  ${capture}, ${(statSync(capture).size / 1e6).toFixed(0)} MB\n`);
  return [
    ...(await benchQuestions(capture)),
    ...(await benchPaint(capture)),
    ...(await benchTextIndex(capture, folder)),
  ];
}
