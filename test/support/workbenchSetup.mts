import { ensureCodeServer } from './codeServerInstall.mts';
import { buildVsix } from './vsix.mts';

/** The workbench's tests run what people install: the package. */
export default function setup(): void {
  ensureCodeServer();
  buildVsix();
}
