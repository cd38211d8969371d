#include "daemon/amazon/item_code.h"

#include <array>
#include <string>

namespace harvestd {
namespace {

struct Code {
  std::string_view name;
  ItemError error;
};

// Source: OpenAPI document, the enums of each error's reason.
constexpr std::array kReasons{
    Code{"BIDGTBUDGET", ItemError::kBidding},
    Code{"BIDOUTOFMARKETPLACERANGE", ItemError::kBidding},
    Code{"ADVERTISERBILLINGSETUPINCOMPLETE", ItemError::kBilling},
    Code{"ADVERTISERSUSPENDED", ItemError::kBilling},
    Code{"BILLINGACCOUNTNOTFOUND", ItemError::kBilling},
    Code{"EXPIREDPAYMENTMETHOD", ItemError::kBilling},
    Code{"PAYMENTPROFILENOTFOUND", ItemError::kBilling},
    Code{"VETTINGFAILURE", ItemError::kBilling},
    Code{"DUPLICATEVALUE", ItemError::kDuplicateValue},
    Code{"ENTITYNOTFOUND", ItemError::kEntityNotFound},
    Code{"NONARCHIVEDQUOTAEXCEEDED", ItemError::kEntityQuota},
    Code{"QUOTAEXCEEDED", ItemError::kEntityQuota},
    Code{"PARENTARCHIVEDFORBIDSUPDATES", ItemError::kEntityState},
    Code{"PARENTENTITYFORBIDSCREATION", ItemError::kEntityState},
    Code{"PARENTSTATUSFORBIDSUPDATESANDCREATES", ItemError::kEntityState},
    Code{"UNSUPPORTEDEXPRESSIONTYPE", ItemError::kExpressionType},
    Code{"INVALIDLOCALE", ItemError::kLocale},
    Code{"BLANK", ItemError::kMalformedValue},
    Code{"FORBIDDENCHARS", ItemError::kMalformedValue},
    Code{"LEADINGORTRAILINGWHITESPACE", ItemError::kMalformedValue},
    Code{"PATTERNNOTMATCHED", ItemError::kMalformedValue},
    Code{"TOOLONG", ItemError::kMalformedValue},
    Code{"TOOSHORT", ItemError::kMalformedValue},
    Code{"MISSINGVALUE", ItemError::kMissingValue},
    Code{"PARENTENTITYARCHIVED", ItemError::kParentEntity},
    Code{"PARENTENTITYDOESNOTTARGETTHESEMARKETPLACES", ItemError::kParentEntity},
    Code{"PARENTENTITYNOTFOUND", ItemError::kParentEntity},
    Code{"INVALIDENUMVALUE", ItemError::kRange},
    Code{"NOTINLIST", ItemError::kRange},
    Code{"TOOHIGH", ItemError::kRange},
    Code{"TOOLOW", ItemError::kRange},
    Code{"INVALIDARGUMENT", ItemError::kInvalidInput},
    Code{"THROTTLED", ItemError::kThrottled},
    Code{"INTERNALERROR", ItemError::kInternalServer},
    Code{"TARGETINGEXPRESSIONINVALIDVALUE", ItemError::kTargetingClauseSetup},
    Code{"TARGETINGTYPENOTALLOWEDFORAUTOTARGETINGCAMPAIGN", ItemError::kTargetingClauseSetup},
    Code{"TYPECONFLICTINADGROUP", ItemError::kTargetingClauseSetup},
};

std::string plain(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c != '_') result += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return result;
}

}  // namespace

ItemError item_error_of_code(std::string_view code) {
  const std::string name = plain(code);
  for (const Code& known : kReasons) {
    if (known.name == name) return known.error;
  }
  for (int i = 1; i < static_cast<int>(ItemError::kUnknown); ++i) {
    const auto type = static_cast<ItemError>(i);
    const std::string full = plain(to_string(type));
    if (name == full || name + "ERROR" == full) return type;
  }
  return ItemError::kUnknown;
}

}  // namespace harvestd
