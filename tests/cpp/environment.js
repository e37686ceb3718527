// Tests read EARSHOT_* from the environment, which Emscripten does not pass on by itself.
Module['preRun'] = () => {
  if (typeof ENV !== 'undefined') Object.assign(ENV, process.env);
};
