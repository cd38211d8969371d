// What the token endpoint's answers hold. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "core/secret.h"
#include "core/time.h"

namespace harvestd {

struct GrantedToken {
  Secret access_token;
  Duration life{0};      // at most a day; an hour when the answer does not say
  Secret refresh_token;  // empty: the one in use goes on
};

/// The body of a 200; nothing when it holds no access token, or one that could not stand in a header field.
std::optional<GrantedToken> decode_token(std::string_view body);

/// The body of a 4xx that refuses the secrets for good: invalid_grant, invalid_client, unauthorized_client.
bool refuses_secrets(std::string_view body);

}  // namespace harvestd
