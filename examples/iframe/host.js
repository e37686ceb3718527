// Both sides name the other: the frame is told our origin in its address, and we look where each message comes from.
const site = new URL(new URLSearchParams(location.search).get('site') ?? 'http://127.0.0.1:8080/'); // where Earshot's page is served
const [frame, state, label, file] = ['earshot', 'state', 'label', 'file'].map((id) => document.getElementById(id));

window.addEventListener('message', ({ data, origin, source }) => {
  if (origin !== site.origin || source !== frame.contentWindow || data?.source !== 'earshot') return;
  if (data.type === 'state-change') state.value = data.state;
  else if (data.type === 'prediction') label.value = (data.prediction ? data.decision?.label : data.update.detected && data.update.top.label) || 'none of these';
  else if (data.type === 'error') label.value = data.message;
});

const send = (command) => frame.contentWindow.postMessage(command, site.origin);
file.addEventListener('change', () => send({ type: 'classify', sound: file.files[0], name: file.files[0].name }));
document.getElementById('start').addEventListener('click', () => send({ type: 'start', what: 'listen' }));
document.getElementById('stop').addEventListener('click', () => send({ type: 'stop' }));

const address = new URL('embed.html', site);
address.search = new URLSearchParams({ model: 'digits', mode: 'live', origin: location.origin });
frame.src = address;
