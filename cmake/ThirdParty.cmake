# Third-party headers. System packages first; elsewhere a pinned, hashed download.
#
# Host headers under /usr/include must stay out of the WebAssembly include path, so each package
# is linked by name into one folder of the build tree and only that folder is included.
include(FetchContent)
set(third_party_include "${CMAKE_BINARY_DIR}/third_party/include")
file(MAKE_DIRECTORY "${third_party_include}")

# earshot_header_package(<name> PROBE <header> LINK <folder> IN_ARCHIVE <path> URL <url> HASH <alg=hash>)
#   PROBE       header that proves the package, relative to the include root, e.g. "Eigen/Core"
#   LINK        what to link into third_party/include: path of the folder below the include root
#   IN_ARCHIVE  the same folder inside the downloaded archive
function(earshot_header_package name)
  cmake_parse_arguments(arg "" "PROBE;LINK;IN_ARCHIVE;URL;HASH" "" ${ARGN})
  find_path(${name}_ROOT NAMES "${arg_LINK}/${arg_PROBE}"
    PATHS /usr/include /usr/local/include /opt/homebrew/include
    NO_CMAKE_FIND_ROOT_PATH)
  if(${name}_ROOT)
    set(source "${${name}_ROOT}/${arg_LINK}")
  else()
    message(STATUS "${name}: no system package, fetching the pinned archive")
    FetchContent_Declare(${name} URL "${arg_URL}" URL_HASH "${arg_HASH}" DOWNLOAD_EXTRACT_TIMESTAMP ON)
    FetchContent_GetProperties(${name})
    if(NOT ${name}_POPULATED)
      FetchContent_Populate(${name})
    endif()
    set(source "${${name}_SOURCE_DIR}/${arg_IN_ARCHIVE}")
  endif()
  get_filename_component(leaf "${arg_LINK}" NAME)
  if(NOT EXISTS "${third_party_include}/${leaf}")
    file(CREATE_LINK "${source}" "${third_party_include}/${leaf}" SYMBOLIC)
  endif()
endfunction()

include(${CMAKE_CURRENT_LIST_DIR}/packages.cmake)

add_library(earshot_third_party INTERFACE)
target_include_directories(earshot_third_party SYSTEM INTERFACE
  "${third_party_include}" "${third_party_include}/eigen3")
target_compile_definitions(earshot_third_party INTERFACE
  EIGEN_MPL2_ONLY EIGEN_DONT_PARALLELIZE)
