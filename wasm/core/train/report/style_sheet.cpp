// The look of the report: the colours of the application's own page, one column on a phone, two charts side by side
// where there is room, and paper without wasted ink.
#include "train/report/sections.h"

namespace earshot::train::html {

const char* style_sheet() {
  return R"css(
:root{color-scheme:light dark;--paper:#f6f7f4;--card:#fff;--ink:#1a1f1e;--muted:#56605d;--line:#dcdfd9;--a:#0b6b5e;--b:#b3541e;--tint:#e2f0ec;--danger:#a3301c;--danger-tint:#fbeae6;--on:#fff}
@media (prefers-color-scheme:dark){:root{--paper:#0f1312;--card:#191e1d;--ink:#e9ece8;--muted:#a3aeaa;--line:#313938;--a:#5fd0ba;--b:#f0a36b;--tint:#17352f;--danger:#ff9e88;--danger-tint:#3a1d17;--on:#04231e}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:400 1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',sans-serif;-webkit-text-size-adjust:100%}
.page{max-width:66rem;margin:0 auto;padding:2rem clamp(1rem,4vw,2.5rem) 4rem}
header h1{font-size:clamp(1.6rem,4vw,2.3rem);line-height:1.15;letter-spacing:-.015em;margin:.25rem 0 .35rem;overflow-wrap:anywhere}
header p{margin:0;color:var(--muted)}
.brand{font-weight:650;color:var(--a)!important}
nav{margin:1.25rem 0 0}nav ul{display:flex;flex-wrap:wrap;gap:.35rem .5rem;list-style:none;margin:0;padding:0}
nav a{display:inline-block;padding:.2rem .65rem;border:1px solid var(--line);border-radius:99px;color:var(--ink);text-decoration:none;font-size:.875rem;background:var(--card)}
nav a:hover{border-color:var(--a);color:var(--a)}
:focus-visible{outline:3px solid var(--a);outline-offset:2px}
section{margin-top:1.5rem;padding:clamp(1rem,3vw,1.6rem);background:var(--card);border:1px solid var(--line);border-radius:14px}
h2{font-size:1.2rem;line-height:1.3;margin:0 0 .8rem;letter-spacing:-.005em}h3{font-size:1rem;margin:0 0 .4rem}
p{margin:0 0 .9rem;max-width:46rem}dl,dd,dt{margin:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem}
.tile{background:var(--paper);border-radius:10px;padding:.8rem 1rem}.tile.wide{grid-column:span 2;background:var(--tint)}
.tile dt,.tile span,.facts dt,figcaption,caption,.legend{color:var(--muted);font-size:.875rem}.tile.wide dt,.tile.wide span{color:var(--ink)}
.tile strong{display:block;font-size:1.7rem;line-height:1.25;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}.tile.wide strong{font-size:2.4rem}
.tile span{display:block}.interval{width:100%;max-width:15rem;height:auto;display:block;margin:.1rem 0}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.6rem 1.5rem;margin-top:1.2rem}.facts dd{overflow-wrap:anywhere}
.warnings{margin-top:1rem;padding:.9rem 1.1rem;border-radius:10px;background:var(--danger-tint);border-left:4px solid var(--danger)}.warnings h3{color:var(--danger)}.warnings ul{margin:0;padding-left:1.1rem}
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:.9375rem;font-variant-numeric:tabular-nums;min-width:min(100%,28rem)}
caption{text-align:left;padding-bottom:.5rem;caption-side:top}caption span{display:block;position:sticky;left:0;width:max-content;max-width:min(46rem,100vw - 5rem)}
th,td{padding:.32rem .8rem .32rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:baseline}
thead th{color:var(--muted);font-weight:500;font-size:.875rem;white-space:nowrap}tbody th.n{white-space:nowrap}tbody th{font-weight:500}.n{text-align:right}td.n{white-space:nowrap}
td:last-child,th:last-child{padding-right:0}
.path{display:block;min-width:11rem;overflow-wrap:anywhere}
.meter{display:inline-block;width:6rem;height:.55rem;border-radius:3px;background:linear-gradient(var(--a),var(--a)) 0/calc(var(--share)*100%) 100% no-repeat var(--line)}
.confusion{min-width:0;font-size:.875rem}.confusion td,.confusion th{border:0;padding:.2rem;min-width:2.3rem;height:2.1rem;text-align:center;vertical-align:middle}
.confusion tbody th{text-align:right;position:sticky;left:0;background:var(--card);z-index:1;padding-right:.6rem;white-space:nowrap;max-width:14rem;overflow:hidden;text-overflow:ellipsis}
.confusion thead th{vertical-align:bottom}.confusion thead span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:10rem;overflow:hidden;white-space:nowrap}
.confusion .hit{background:color-mix(in srgb,var(--a) calc(var(--share,0)*100%),var(--paper))}.confusion .miss{background:color-mix(in srgb,var(--danger) calc(20% + var(--share,0)*80%),var(--paper))}
.confusion .strong{color:var(--on)}.confusion .zero{color:var(--muted)}.confusion td.n{color:var(--muted);padding-left:.6rem}
.confusion tbody td:not(.n){border:2px solid var(--card);border-radius:6px}
figure{margin:0;max-width:42rem}figure svg{display:block;width:100%;height:auto;overflow:visible}figcaption{margin-top:.3rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:1.25rem 1.75rem;align-items:end}.pair.top{align-items:start}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.2rem,1fr));gap:1rem .75rem;margin-top:1.2rem}.multiples figcaption{overflow-wrap:anywhere}
.drawing{overflow-x:auto}.drawing svg{max-width:40rem;min-width:27rem}
svg text{font:400 12px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;fill:var(--ink)}svg .tick{fill:var(--muted);font-size:11px}svg .axis{fill:var(--muted)}
.grid{stroke:var(--line);stroke-width:1}.frame{stroke:var(--muted);stroke-width:1;fill:none}
.line{fill:none;stroke-width:2;stroke-linejoin:round}.line.a{stroke:var(--a)}.line.b{stroke:var(--b);stroke-dasharray:6 3}.line.faint{stroke:var(--muted);stroke-width:1;opacity:.35}
.line.chance{stroke:var(--muted);stroke-width:1;stroke-dasharray:3 3}.line.best{stroke:var(--muted);stroke-width:1}.line.thick{stroke-width:6;stroke-linecap:round;opacity:.35}
.dot.a{fill:var(--a)}.dot.b{fill:var(--b)}.dot.ink{fill:var(--ink)}.bar.a{fill:var(--a);opacity:.45}
.box{fill:var(--paper);stroke:var(--line)}.box.weighty{fill:var(--tint);stroke:var(--a)}.box.end{fill:var(--card)}
svg .op{font-weight:600;font-size:13px}svg .detail{font-weight:400;fill:var(--muted);font-size:12px}svg .shape,svg .parameters{font-variant-numeric:tabular-nums}
.wire{fill:none;stroke:var(--muted);stroke-width:1.5}.wire.skip{stroke:var(--b)}
.key{display:inline-block;width:1.6rem;height:0;border-top:3px solid var(--a);vertical-align:middle;margin:0 .4rem 0 0}.key.b{border-top-style:dashed;border-color:var(--b)}.key.faint{border-color:var(--muted);opacity:.5}
*+.key{margin-left:.8rem}.legend .key:first-child{margin-left:0}
details{margin-top:.9rem}summary{cursor:pointer;color:var(--a);font-weight:500;min-height:24px}details>.scroll,details>ul{margin-top:.6rem}
footer{margin-top:2rem;color:var(--muted);font-size:.875rem}
@media (max-width:36rem){.confusion tbody th{max-width:7rem}.tile.wide{grid-column:1/-1}svg text{font-size:14px}svg .tick{font-size:13px}.multiples svg text{font-size:11px}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--muted:#444;--line:#ccc;--a:#0b6b5e;--b:#b3541e;--tint:#eef6f3;--danger:#a3301c;--danger-tint:#fff;--on:#fff}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}body{font-size:10pt}.page{max-width:none;padding:0}nav{display:none}.pair{grid-template-columns:1fr 1fr}.pair.top{display:block}.pair.top figure{max-width:26rem}section{border:0;padding:0;margin-top:1.2rem}figure,tr,.tile{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible}details::details-content{content-visibility:visible;block-size:auto}}
)css";
}

}  // namespace earshot::train::html
