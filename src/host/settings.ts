import { workspace } from 'vscode';
import type { TapQueueLimits } from '../core/amqp/brokerConnection';
import type { CaptureLimits } from '../protocol/engineApi';
import { settings } from './contributions';

const bytesPerMegabyte = 1024 * 1024;

export const captureLimits = (): CaptureLimits => ({
  maxRecords: positive('rpcscope.capture.maxRecords'),
  maxBytes: positive('rpcscope.capture.maxSizeMB') * bytesPerMegabyte,
});

export const tapQueueLimits = (): TapQueueLimits => ({
  maxLength: positive('rpcscope.tap.maxLength'),
  maxLengthBytes: positive('rpcscope.tap.maxSizeMB') * bytesPerMegabyte,
});

export function bindingKeys(): readonly string[] {
  const keys = read('rpcscope.tap.bindingKeys');
  const isUsable =
    Array.isArray(keys) && keys.length > 0 && keys.every(key => typeof key === 'string');
  return isUsable ? keys : settings['rpcscope.tap.bindingKeys'];
}

type KeyOf<Value> = {
  [Key in keyof typeof settings]: (typeof settings)[Key] extends Value ? Key : never;
}[keyof typeof settings];
type NumberKey = KeyOf<number>;

/** A hand-written value that is neither true nor false counts as not set. */
export function isOn(key: KeyOf<boolean>): boolean {
  const value = read(key);
  return typeof value === 'boolean' ? value : settings[key];
}

/** A hand-written value of a wrong type or below 1 counts as not set. */
function positive(key: NumberKey): number {
  const value = read(key);
  return typeof value === 'number' && value >= 1 ? Math.floor(value) : settings[key];
}

const read = (key: keyof typeof settings): unknown => workspace.getConfiguration().get(key);
