// Numbers, times and sizes as text in the reader's language.

export type Formatter = {
  /** 0.9734 -> "97.3 %". */
  percent(fraction: number): string;
  integer(value: number): string;
  /** Position on a time line: "0:03.4", "1:02:03". */
  clock(seconds: number): string;
  /** Length of a clip: "3.42 s" below a minute, then as a clock. */
  duration(seconds: number): string;
  /** 440 -> "440 Hz", 12500 -> "12.5 kHz". */
  hertz(hz: number): string;
  /** -Infinity is silence: "−∞ dB". */
  decibel(db: number, unit?: string): string;
  bytes(count: number): string;
  decimal(value: number, digits: number): string;
};

const formatters = new Map<string, Formatter>();

/** One formatter a locale; Intl objects are slow to build and are kept. */
export function formatterFor(locale: string): Formatter {
  let formatter = formatters.get(locale);
  if (!formatter) {
    formatter = createFormatter(locale);
    formatters.set(locale, formatter);
  }
  return formatter;
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function createFormatter(locale: string): Formatter {
  const fixed = new Map<number, Intl.NumberFormat>();
  const decimal = (value: number, digits: number): string => {
    let format = fixed.get(digits);
    if (!format) {
      format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
      fixed.set(digits, format);
    }
    return format.format(value);
  };
  const percent = lazily(() => new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }));
  // At most three significant figures and no trailing zeros: 1, 1.5, 12.5, 150.
  const short = lazily(() => new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }));

  const clock = (seconds: number): string => {
    const tenths = Math.round(Math.max(0, seconds) * 10);
    const whole = Math.floor(tenths / 10);
    const h = Math.floor(whole / 3600);
    const m = Math.floor(whole / 60) % 60;
    const s = whole % 60;
    if (h > 0) return `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}`;
    return `${m}:${decimal(s + (tenths % 10) / 10, 1).padStart(4, '0')}`;
  };

  return {
    percent: (fraction) => percent().format(fraction),
    integer: (value) => decimal(value, 0),
    clock,
    duration: (seconds) => (seconds < 60 ? `${decimal(seconds, 2)} s` : clock(seconds)),
    hertz: (hz) => (hz < 1000 ? `${short().format(hz)} Hz` : `${short().format(hz / 1000)} kHz`),
    decibel: (db, unit = 'dB') => {
      const sign = db < 0 ? '−' : '';
      return Number.isFinite(db) ? `${sign}${decimal(Math.abs(db), 1)} ${unit}` : `${sign}∞ ${unit}`;
    },
    bytes: (count) => {
      if (count < 1000) return `${decimal(count, 0)} B`;
      if (count < 1e6) return `${short().format(count / 1e3)} kB`;
      if (count < 1e9) return `${short().format(count / 1e6)} MB`;
      return `${short().format(count / 1e9)} GB`;
    },
    decimal,
  };
}
