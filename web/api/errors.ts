// What the public API throws and rejects with.
export { EarshotError, isErrorCode } from '../base/errors.js';
