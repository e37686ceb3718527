// Modules that tools/package.mjs makes of built files: scripts as text, programs in base64. Each is a file that is fetched only
// when the one it is a copy of could not be used.
declare module 'earshot:worker-text' {
  const text: string;
  export default text;
}
declare module 'earshot:training-worker-text' {
  const text: string;
  export default text;
}
declare module 'earshot:worklet-text' {
  const text: string;
  export default text;
}
declare module 'earshot:engine-text' {
  const text: string;
  export default text;
}
declare module 'earshot:training-engine-text' {
  const text: string;
  export default text;
}
