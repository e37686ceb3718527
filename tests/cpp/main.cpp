// The one doctest runner: natively, under sanitizers, and as wasm in Node.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
