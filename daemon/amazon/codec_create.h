// The two forms of creating targets, beside each other. Callers take them from promotion_codec (codec.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/amazon/ads_api.h"

namespace harvestd {

namespace v1 {
std::string encode_create(const GroupId& group, const std::vector<CreateItem>& items);
Result<std::vector<ItemAnswer>> decode_create(std::string_view body, const std::vector<CreateItem>& items);
}  // namespace v1

namespace v2 {
std::string encode_create(const GroupId& group, const std::vector<CreateItem>& items);
Result<std::vector<ItemAnswer>> decode_create(std::string_view body, const std::vector<CreateItem>& items);
}  // namespace v2

}  // namespace harvestd
