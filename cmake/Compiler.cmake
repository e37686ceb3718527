# Flags for our own targets; third-party headers are SYSTEM includes and stay quiet.
add_library(earshot_flags INTERFACE)
target_compile_options(earshot_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  # No -ffast-math: NaN checks must mean something. This one only drops errno from sqrt and log.
  -fno-math-errno)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 warns falsely about std::string::operator= of literals (GCC bug 105651).
  target_compile_options(earshot_flags INTERFACE -Wno-restrict)
endif()

if(EMSCRIPTEN)
  # Eigen's SSE path does not compile under Emscripten 3.1.6, so SIMD comes from -msimd128 alone.
  target_compile_options(earshot_flags INTERFACE -msimd128 -fwasm-exceptions)
  target_link_options(earshot_flags INTERFACE -fwasm-exceptions)
  # The setting was renamed in 3.1.25, and its default fell from 5 MB to 64 kB.
  if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.25)
    set(earshot_stack_size -sTOTAL_STACK=1048576)
  else()
    set(earshot_stack_size -sSTACK_SIZE=1048576)
  endif()
else()
  option(EARSHOT_NATIVE_AVX2 "Use AVX2 and FMA natively (off: baseline x86-64 or ARMv8)" OFF)
  if(EARSHOT_NATIVE_AVX2)
    target_compile_options(earshot_flags INTERFACE -mavx2 -mfma)
  endif()
endif()

if(EARSHOT_SANITIZE)
  target_compile_options(earshot_flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
    # The checks inserted confuse GCC 12's flow analysis inside <regex> and <functional> (GCC bug 105562).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(earshot_flags INTERFACE -fsanitize=address,undefined)
endif()
