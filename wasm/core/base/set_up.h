// EARSHOT_SET_UP before a constructor or a planning function that stands among hot loops: compiled for size where the
// compiler can be told so, because it runs once per model or configuration and the module is downloaded every time.
#pragma once

#ifdef __clang__
#define EARSHOT_SET_UP [[gnu::noinline, clang::minsize]]
#else
#define EARSHOT_SET_UP
#endif
