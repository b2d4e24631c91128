// Force-included when better-sqlite3 13 is compiled for a runtime that offers Node-API 9 (Node 20, Electron 33).
//
// The addon keeps persistent references to strings and other primitives, which napi_create_reference allows
// only from Node-API 10 on; before that a reference may point to an object, a function, an external or a symbol
// (https://nodejs.org/api/n-api.html, napi_create_reference). Here such a value is put into a one-element array
// and the reference points to the array.
#pragma once
#include <napi.h>

namespace Napi {
namespace held {

// The array holding `value`, referenced `count` times; nullptr where the engine refuses.
inline napi_ref Hold(napi_env env, napi_value value, uint32_t count) {
  napi_value holder = nullptr;
  napi_ref ref = nullptr;
  if (napi_create_array_with_length(env, 1, &holder) != napi_ok) return nullptr;
  if (napi_set_element(env, holder, 0, value) != napi_ok) return nullptr;
  if (napi_create_reference(env, holder, count, &ref) != napi_ok) return nullptr;
  return ref;
}

// The value that was held; nullptr once the array is gone or where there never was one.
inline napi_value Held(napi_env env, napi_ref ref) {
  napi_value holder = nullptr;
  napi_value value = nullptr;
  if (ref == nullptr) return nullptr;
  if (napi_get_reference_value(env, ref, &holder) != napi_ok || holder == nullptr) return nullptr;
  return napi_get_element(env, holder, 0, &value) == napi_ok ? value : nullptr;
}

}  // namespace held

// node-addon-api's Reference<T> with the two operations that touch the referenced value replaced, for the two
// types the addon keeps.
#define WARDKEEPER_HOLD(Type)                                                             \
  template <>                                                                             \
  inline Reference<Type> Reference<Type>::New(const Type& value, uint32_t initialCount) { \
    return Reference<Type>(value.Env(), held::Hold(value.Env(), value, initialCount));    \
  }                                                                                       \
  template <>                                                                             \
  inline Type Reference<Type>::Value() const {                                            \
    napi_value value = held::Held(_env, _ref);                                            \
    return value == nullptr ? Type() : Type(_env, value);                                 \
  }

WARDKEEPER_HOLD(String)
WARDKEEPER_HOLD(Napi::Value)

#undef WARDKEEPER_HOLD

}  // namespace Napi
