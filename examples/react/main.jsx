// React 19: properties and events of custom elements are ordinary props.
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'earshot/element';
import digits from 'earshot/models/digits/digits.onnx?url';

const words = { dropTitle: 'Drop a digit here' };

function App() {
  const [label, setLabel] = useState('nothing yet');
  const [state, setState] = useState('idle');
  const [shown, setShown] = useState(true);
  return (
    <main>
      <h1>React</h1>
      {shown && (
        <audio-classifier
          model={digits}
          top={3}
          strings={words}
          onprediction={({ detail }) => detail.source === 'clip' && setLabel(detail.decision?.label ?? 'none of these')}
          onstate-change={({ detail }) => setState(detail.state)}
        />
      )}
      <p>
        Heard: <output id="label">{label}</output>. State: <output id="state">{state}</output>
      </p>
      <button type="button" id="toggle" onClick={() => setShown(!shown)}>Show or hide</button>
    </main>
  );
}

createRoot(document.getElementById('app')).render(<App />);
