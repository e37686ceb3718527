// The page's own words, apart from the element's.
import type { Language } from '../element/messages/index.js';
import type { Theme } from './theme.js';

export type PageText = {
  documentTitle: string;
  studioTitle: string;
  views: string;
  classify: string;
  studio: string;
  studioFailed: string;
  skip: string;
  language: string;
  title: string;
  lead: string;
  /** The button's name says what is chosen; a press goes on to the next. */
  themes: Record<Theme, string>;
  theme(name: string): string;
  offlineReady: string;
  updateWaits: string;
  updateNow: string;
  /** In a frame: what its address asks for in vain. */
  embedUnusable(parameters: string): string;
};

export const languageNames: Record<Language, string> = { en: 'English', es: 'Español', pt: 'Português' };

export const pageTexts: Record<Language, PageText> = {
  en: {
    documentTitle: 'Earshot: what is this sound?',
    studioTitle: 'Earshot Studio',
    views: 'Views',
    classify: 'Classify',
    studio: 'Studio',
    studioFailed: 'The Studio could not be loaded. Check the connection and choose it again.',
    skip: 'Skip to the content',
    language: 'Language',
    title: 'What is this sound?',
    lead: 'Drop a recording or use the microphone, and read the answer. The listening is done by your own device.',
    themes: { auto: 'Automatic', light: 'Light', dark: 'Dark' },
    theme: (name) => `Theme: ${name}`,
    offlineReady: 'Ready offline',
    updateWaits: 'A new version of Earshot is here. Finish what you are doing first: the page is loaded again.',
    updateNow: 'Use it now',
    embedUnusable: (parameters) => `The address of this frame asks for something that is not there, so it was left out: ${parameters}`,
  },
  es: {
    documentTitle: 'Earshot: ¿qué sonido es este?',
    studioTitle: 'Estudio de Earshot',
    views: 'Vistas',
    classify: 'Clasificar',
    studio: 'Estudio',
    studioFailed: 'No se pudo cargar el Estudio. Comprueba la conexión y elígelo otra vez.',
    skip: 'Ir al contenido',
    language: 'Idioma',
    title: '¿Qué sonido es este?',
    lead: 'Suelta una grabación o usa el micrófono y lee la respuesta. Quien escucha es tu propio dispositivo.',
    themes: { auto: 'Automático', light: 'Claro', dark: 'Oscuro' },
    theme: (name) => `Tema: ${name}`,
    offlineReady: 'Listo sin conexión',
    updateWaits: 'Hay una versión nueva de Earshot. Termina antes lo que estés haciendo: la página se vuelve a cargar.',
    updateNow: 'Usarla ahora',
    embedUnusable: (parameters) => `La dirección de este marco pide algo que no existe, así que se ha omitido: ${parameters}`,
  },
  pt: {
    documentTitle: 'Earshot: que som é este?',
    studioTitle: 'Estúdio do Earshot',
    views: 'Vistas',
    classify: 'Classificar',
    studio: 'Estúdio',
    studioFailed: 'Não foi possível carregar o Estúdio. Verifique a conexão e escolha-o de novo.',
    skip: 'Ir para o conteúdo',
    language: 'Idioma',
    title: 'Que som é este?',
    lead: 'Solte uma gravação ou use o microfone e leia a resposta. Quem ouve é o seu próprio dispositivo.',
    themes: { auto: 'Automático', light: 'Claro', dark: 'Escuro' },
    theme: (name) => `Tema: ${name}`,
    offlineReady: 'Pronto sem conexão',
    updateWaits: 'Há uma nova versão do Earshot. Termine antes o que está a fazer: a página é carregada de novo.',
    updateNow: 'Usar agora',
    embedUnusable: (parameters) => `O endereço desta moldura pede algo que não existe, por isso foi deixado de fora: ${parameters}`,
  },
};
