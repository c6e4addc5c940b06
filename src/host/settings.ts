import { workspace } from 'vscode';
import type { TapQueueLimits } from '../core/amqp/brokerConnection';
import type { CaptureLimits } from '../protocol/engineTask';
import type { Setting, SettingKey, SettingValues } from './contributions/settings';
import { bytesPerMegabyte, settings } from './contributions/settings';

export const captureLimits = (): CaptureLimits => ({
  maxRecords: readSetting('rpcscope.capture.maxRecords'),
  maxBytes: readSetting('rpcscope.capture.maxSizeMB') * bytesPerMegabyte,
});

export const tapQueueLimits = (): TapQueueLimits => ({
  maxLength: readSetting('rpcscope.tap.maxLength'),
  maxLengthBytes: readSetting('rpcscope.tap.maxSizeMB') * bytesPerMegabyte,
});

const descriptions: { readonly [Key in SettingKey]: Setting<SettingValues[Key]> } = settings;

/** @returns the default where nothing is set, or something that cannot be used */
export function readSetting<Key extends SettingKey>(key: Key): SettingValues[Key] {
  const setting: Setting<SettingValues[Key]> = descriptions[key];
  return setting.parse(workspace.getConfiguration().get(key)) ?? setting.default;
}
