# The C++ dependencies with their pins. Hashes as published by package recipes for the same archives.
earshot_header_package(eigen PROBE Eigen/Core LINK eigen3 IN_ARCHIVE .
  URL https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.bz2
  HASH SHA256=b4c198460eba6f28d34894e3a5710998818515104d6e74e5cc331ce31e46e626)
earshot_header_package(kissfft PROBE kissfft.hh LINK kissfft IN_ARCHIVE .
  URL https://github.com/mborgerding/kissfft/archive/131.1.0.tar.gz
  HASH SHA256=76c1aac87ddb7258f34b08a13f0eebf9e53afa299857568346aa5c82bcafaf1a)
earshot_header_package(protozero PROBE pbf_reader.hpp LINK protozero IN_ARCHIVE include/protozero
  URL https://github.com/mapbox/protozero/archive/refs/tags/v1.7.1.tar.gz
  HASH SHA256=27e0017d5b3ba06d646a3ec6391d5ccc8500db821be480aefd2e4ddc3de5ff99)
earshot_header_package(nlohmann_json PROBE json.hpp LINK nlohmann IN_ARCHIVE include/nlohmann
  URL https://github.com/nlohmann/json/releases/download/v3.11.2/json.tar.xz
  HASH SHA256=8c4b26bf4b422252e13f332bc5e388ec0ab5c3443d24399acb675e68278d341f)
if(EARSHOT_TESTS)
  earshot_header_package(doctest PROBE doctest.h LINK doctest IN_ARCHIVE doctest
    URL https://github.com/doctest/doctest/archive/refs/tags/v2.4.9.tar.gz
    HASH SHA256=19b2df757f2f3703a5e63cee553d85596875f06d91a3333acd80a969ef210856)
endif()
