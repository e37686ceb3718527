# Finds Emscripten's own toolchain file, so that the wasm presets work without emcmake:
# an emsdk (EMSDK), a checkout (EMSCRIPTEN_ROOT), em-config on PATH, or Debian's package.
set(emscripten_toolchain "cmake/Modules/Platform/Emscripten.cmake")
set(emscripten_candidates
  "$ENV{EMSCRIPTEN_ROOT}"
  "$ENV{EMSDK}/upstream/emscripten")
find_program(EM_CONFIG em-config)
if(EM_CONFIG)
  execute_process(COMMAND "${EM_CONFIG}" EMSCRIPTEN_ROOT
    OUTPUT_VARIABLE em_config_root OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  list(APPEND emscripten_candidates "${em_config_root}")
endif()
list(APPEND emscripten_candidates /usr/share/emscripten)

foreach(candidate IN LISTS emscripten_candidates)
  if(candidate AND EXISTS "${candidate}/${emscripten_toolchain}")
    include("${candidate}/${emscripten_toolchain}")
    return()
  endif()
endforeach()
message(FATAL_ERROR "Emscripten was not found: install Debian's package emscripten, or activate an emsdk.")
