import { ensureCodeServer } from './codeServerInstall.mts';
import { buildVsix } from './vsix.mts';

/** Builds the package: the workbench's tests run the extension as it is installed. */
export default function setup(): void {
  ensureCodeServer();
  buildVsix();
}
