/** All calls of a view, a filtered list of rows that the engine keeps under a name. */
import type { ViewLanesApi } from './lanes';
import { viewLanesContract } from './lanes';
import type { ViewOverviewApi } from './overview';
import { viewOverviewContract } from './overview';
import type { ViewPlaybackApi } from './playback';
import { viewPlaybackContract } from './playback';
import type { ViewRowsApi } from './rows';
import { viewRowsContract } from './rows';
import type { Contract } from './rpc';
import type { ViewStatisticsApi } from './statistics';
import { viewStatisticsContract } from './statistics';

export interface ViewApi
  extends ViewRowsApi, ViewLanesApi, ViewStatisticsApi, ViewOverviewApi, ViewPlaybackApi {}

export const viewContract: Contract<ViewApi> = {
  ...viewRowsContract,
  ...viewLanesContract,
  ...viewStatisticsContract,
  ...viewOverviewContract,
  ...viewPlaybackContract,
};
