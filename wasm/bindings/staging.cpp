#include "staging.h"

namespace earshot::bindings {

Staging& staging() {
  static Staging buffers;
  return buffers;
}

}  // namespace earshot::bindings
