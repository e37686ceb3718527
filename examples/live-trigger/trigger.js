// Something happens when a word is heard: no widget, the API alone.
import { Classifier } from '../node_modules/earshot/index.js';

const [listen, stop, state, heard] = ['listen', 'stop', 'state', 'heard'].map((id) => document.getElementById(id));
const loading = Classifier.load(new URL('../node_modules/earshot/models/digits/digits.onnx', import.meta.url));
let listening = null;

/** Put your own action here. */
function trigger(label) {
  heard.append(Object.assign(document.createElement('li'), { textContent: label }));
}

listen.addEventListener('click', async () => {
  listen.disabled = true;
  try {
    const classifier = await loading;
    listening = await classifier.listen({
      onPrediction: ({ top, started }) => started && trigger(top.label), // `started`: once for each time it is heard
      onError: (error) => show(error.message, false),
    });
    show('Listening.', true);
  } catch (error) {
    show(error.message, false);
  }
});

stop.addEventListener('click', async () => {
  await listening?.stop();
  show('Not listening.', false);
});

function show(text, on) {
  state.textContent = text;
  listen.disabled = on;
  stop.disabled = !on;
}
