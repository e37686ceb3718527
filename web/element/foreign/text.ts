// Words of the form for models of others, fetched with it.
import type { InputAxis } from '../../api/types.js';
import type { PresetName } from '../../api/foreign-input.js';
import type { Language } from '../messages/index.js';

export type ForeignText = {
  title: string;
  lead(shape: string): string;
  preset: string;
  guessed: string;
  presets: Record<PresetName, string>;
  kind: string;
  sampleRate: string;
  segment: string;
  layout: string;
  axes: Record<InputAxis, string>;
  labels: string;
  labelsHint: string;
  labelsFile: string;
  labelsCount(n: string, wanted: string): string;
  scores: string;
  softmax: string;
  sigmoid: string;
  probabilities: string;
  average: string;
  more: string;
  use: string;
  cancel: string;
  runtimeTitle: string;
  runtime(size: string): string;
  unknownSize: string;
  agree: string;
};

const en: ForeignText = {
  title: 'How this model hears',
  lead: (shape) => `The file says only that its input is ${shape}. This is a guess; correct it, add the labels and try it.`,
  preset: 'Convention',
  guessed: 'As guessed',
  presets: {
    'waveform-16k': 'Samples at 16 kHz', 'yamnet-waveform': 'YAMNet-style samples', 'yamnet-mel': 'YAMNet-style log-mel',
    'panns-waveform': 'PANNs-style samples', 'panns-mel': 'PANNs-style log-mel', 'kapre-mel': 'kapre mel in dB', 'torchaudio-mel': 'torchaudio mel in dB',
    ast: 'AST-style (Kaldi filter banks)',
  },
  kind: 'It takes',
  sampleRate: 'Sample rate, Hz',
  segment: 'Seconds at once (0: as the model says)',
  layout: 'Input layout',
  axes: { batch: 'batch', channel: '1', time: 'time', coefficients: 'coefficients' },
  labels: 'Labels',
  labelsHint: 'One a line, a CSV, or JSON.',
  labelsFile: 'From a file…',
  labelsCount: (n, wanted) => `${n} of ${wanted}`,
  scores: 'Its output is',
  softmax: 'logits of one label out of many (softmax)',
  sigmoid: 'logits of independent labels (sigmoid)',
  probabilities: 'probabilities already',
  average: 'The output has a row for each stretch of time: take their mean',
  more: 'More settings',
  use: 'Use this model',
  cancel: 'Cancel',
  runtimeTitle: 'Another engine is needed',
  runtime: (size) => `This model uses operations that Earshot lacks. ONNX Runtime has them: a download of ${size} from this site, once.`,
  unknownSize: 'unknown size',
  agree: 'Download and use it',
};

const es: ForeignText = {
  title: 'Cómo escucha este modelo',
  lead: (shape) => `El archivo solo dice que su entrada es ${shape}. Esto es una suposición: corrígela, añade las etiquetas y pruébalo.`,
  preset: 'Convención',
  guessed: 'Lo supuesto',
  presets: {
    'waveform-16k': 'Muestras a 16 kHz', 'yamnet-waveform': 'Muestras al estilo de YAMNet', 'yamnet-mel': 'Log-mel al estilo de YAMNet',
    'panns-waveform': 'Muestras al estilo de PANNs', 'panns-mel': 'Log-mel al estilo de PANNs', 'kapre-mel': 'Mel de kapre en dB', 'torchaudio-mel': 'Mel de torchaudio en dB',
    ast: 'Al estilo de AST (bancos de filtros de Kaldi)',
  },
  kind: 'Recibe',
  sampleRate: 'Frecuencia de muestreo, Hz',
  segment: 'Segundos a la vez (0: lo que diga el modelo)',
  layout: 'Orden de la entrada',
  axes: { batch: 'lote', channel: '1', time: 'tiempo', coefficients: 'coeficientes' },
  labels: 'Etiquetas',
  labelsHint: 'Una por línea, un CSV o JSON.',
  labelsFile: 'De un archivo…',
  labelsCount: (n, wanted) => `${n} de ${wanted}`,
  scores: 'Su salida es',
  softmax: 'logits de una etiqueta entre varias (softmax)',
  sigmoid: 'logits de etiquetas independientes (sigmoid)',
  probabilities: 'ya probabilidades',
  average: 'La salida tiene una fila por tramo de tiempo: usar su media',
  more: 'Más ajustes',
  use: 'Usar este modelo',
  cancel: 'Cancelar',
  runtimeTitle: 'Hace falta otro motor',
  runtime: (size) => `Este modelo usa operaciones que Earshot no tiene. ONNX Runtime sí: una descarga de ${size} de este sitio, una sola vez.`,
  unknownSize: 'tamaño desconocido',
  agree: 'Descargarlo y usarlo',
};

const pt: ForeignText = {
  title: 'Como este modelo ouve',
  lead: (shape) => `O arquivo só diz que a entrada é ${shape}. Isto é uma suposição: corrija, acrescente os rótulos e experimente.`,
  preset: 'Convenção',
  guessed: 'O suposto',
  presets: {
    'waveform-16k': 'Amostras a 16 kHz', 'yamnet-waveform': 'Amostras no estilo do YAMNet', 'yamnet-mel': 'Log-mel no estilo do YAMNet',
    'panns-waveform': 'Amostras no estilo do PANNs', 'panns-mel': 'Log-mel no estilo do PANNs', 'kapre-mel': 'Mel do kapre em dB', 'torchaudio-mel': 'Mel do torchaudio em dB',
    ast: 'No estilo do AST (bancos de filtros do Kaldi)',
  },
  kind: 'Recebe',
  sampleRate: 'Taxa de amostragem, Hz',
  segment: 'Segundos por vez (0: o que o modelo disser)',
  layout: 'Ordem da entrada',
  axes: { batch: 'lote', channel: '1', time: 'tempo', coefficients: 'coeficientes' },
  labels: 'Rótulos',
  labelsHint: 'Um por linha, um CSV ou JSON.',
  labelsFile: 'De um arquivo…',
  labelsCount: (n, wanted) => `${n} de ${wanted}`,
  scores: 'A saída é',
  softmax: 'logits de um rótulo entre vários (softmax)',
  sigmoid: 'logits de rótulos independentes (sigmoid)',
  probabilities: 'já probabilidades',
  average: 'A saída tem uma linha por trecho de tempo: usar a média',
  more: 'Mais ajustes',
  use: 'Usar este modelo',
  cancel: 'Cancelar',
  runtimeTitle: 'É preciso outro motor',
  runtime: (size) => `Este modelo usa operações que o Earshot não tem. O ONNX Runtime tem: um download de ${size} deste site, uma só vez.`,
  unknownSize: 'tamanho desconhecido',
  agree: 'Baixar e usar',
};

export const foreignTexts: Record<Language, ForeignText> = { en, es, pt };
