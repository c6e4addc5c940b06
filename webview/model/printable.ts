export { printable } from '../../src/core/base/printable';
