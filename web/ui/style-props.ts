// Sets CSS custom properties through the CSSOM. Lit's styleMap writes a style attribute on its first render, which
// `style-src 'self'` forbids.
import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

export type StyleProps = Readonly<Record<`--${string}`, string | number>>;

class StylePropsDirective extends Directive {
  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error('styleProps belongs on an element');
  }

  render(_props: StyleProps): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [props]: [StyleProps]): typeof noChange {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(props)) style.setProperty(name, String(value));
    return noChange;
  }
}

/** `<div ${styleProps({ '--value': 0.5 })}>`: the set of names must stay the same between renders. */
export const styleProps = directive(StylePropsDirective);
