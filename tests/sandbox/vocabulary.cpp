#include "tests/sandbox/vocabulary.h"

#include <algorithm>
#include <array>

namespace harvestd::sandbox {
namespace {

using Words = std::string_view;

constexpr std::array<Words, 9> kBottleEn = {"water bottle",  "water bottles", "drinking bottle",
                                            "sports bottle", "thermos",       "insulated bottle",
                                            "waterbottle",   "watter bottle", "flask"};
constexpr std::array<Words, 10> kBottleQualityEn = {"stainless steel", "leak proof", "leakproof", "bpa free", "kids",
                                                    "collapsible",     "glass",      "insulated", "cute",     "acme"};
constexpr std::array<Words, 9> kBottleUseEn = {"for gym",        "for hiking",  "for school",
                                               "with straw",     "with handle", "for cycling",
                                               "for hot coffee", "for women",   "with time marker"};
constexpr std::array<Words, 8> kMatEn = {"yoga mat",    "yoga mats",     "exercise mat", "workout mat",
                                         "pilates mat", "gym floor mat", "yoga matt",    "fitness mat"};
constexpr std::array<Words, 8> kMatQualityEn = {"thick", "non slip",   "nonslip",      "foldable",
                                                "cork",  "extra wide", "eco friendly", "acme"};
constexpr std::array<Words, 7> kMatUseEn = {"for home",      "for beginners", "with strap",          "for hot yoga",
                                            "for bad knees", "for men",       "with alignment lines"};
constexpr std::array<Words, 8> kLampEn = {"desk lamp",  "desk lamps", "reading light", "led desk light",
                                          "table lamp", "study lamp", "dest lamp",     "bedside lamp"};
constexpr std::array<Words, 8> kLampQualityEn = {"dimmable",   "led",    "clip on", "rechargeable",
                                                 "adjustable", "modern", "usb-c",   "cheap"};
constexpr std::array<Words, 7> kLampUseEn = {"for office",    "for college dorm",      "with usb port",
                                             "for kids room", "with wireless charger", "for crafts",
                                             "with clamp"};
constexpr std::array kEnglish = {Category{"Bottles", kBottleEn, kBottleQualityEn, kBottleUseEn},
                                 Category{"Yoga mats", kMatEn, kMatQualityEn, kMatUseEn},
                                 Category{"Desk lamps", kLampEn, kLampQualityEn, kLampUseEn}};

constexpr std::array<Words, 8> kBottleDe = {"trinkflasche", "trinkflaschen",  "wasserflasche", "thermosflasche",
                                            "sportflasche", "isolierflasche", "trinkflache",   "thermoskanne"};
constexpr std::array<Words, 8> kBottleQualityDe = {"auslaufsichere", "edelstahl", "große",     "kinder",
                                                   "bpa freie",      "süße",      "isolierte", "acme"};
constexpr std::array<Words, 7> kBottleUseDe = {"für kinder", "für die schule",  "mit strohhalm", "fürs fahrrad",
                                               "1 liter",    "für kohlensäure", "mit gravur"};
constexpr std::array<Words, 6> kMatDe = {"yogamatte",  "yoga matte",   "gymnastikmatte",
                                         "sportmatte", "fitnessmatte", "jogamatte"};
constexpr std::array<Words, 6> kMatQualityDe = {"rutschfeste", "dicke", "faltbare", "kork", "extra breite", "günstige"};
constexpr std::array<Words, 5> kMatUseDe = {"für anfänger", "mit tragegurt", "für zuhause", "schadstofffrei",
                                            "für männer"};
constexpr std::array kGerman = {Category{"Trinkflaschen", kBottleDe, kBottleQualityDe, kBottleUseDe},
                                Category{"Yogamatten", kMatDe, kMatQualityDe, kMatUseDe}};

constexpr std::array<Words, 7> kBottleFr = {"gourde",        "gourdes", "bouteille d'eau", "bouteille isotherme",
                                            "gourde enfant", "thermos", "bouteil d'eau"};
constexpr std::array<Words, 7> kBottleQualityFr = {"inox",     "étanche", "légère", "pliable",
                                                   "sans bpa", "colorée", "acme"};
constexpr std::array<Words, 6> kBottleUseFr = {"pour le sport", "pour l'école", "avec paille",
                                               "pour vélo",     "1 litre",      "pour bébé"};
constexpr std::array kFrench = {Category{"Gourdes", kBottleFr, kBottleQualityFr, kBottleUseFr}};

constexpr std::array<Words, 7> kBottleEs = {"botella de agua", "botellas de agua", "botella térmica", "termo",
                                            "cantimplora",     "termo para café",  "boteya de agua"};
constexpr std::array<Words, 7> kBottleQualityEs = {"acero inoxidable", "plegable", "infantil", "grande",
                                                   "sin bpa",          "pequeña",  "acme"};
constexpr std::array<Words, 6> kBottleUseEs = {"para niños", "para gimnasio", "con pajita",
                                               "para bici",  "1 litro",       "para el colegio"};
constexpr std::array kSpanish = {Category{"Botellas", kBottleEs, kBottleQualityEs, kBottleUseEs}};

constexpr std::array<Words, 6> kBottleJa = {"水筒",   "ステンレスボトル", "マイボトル",
                                            "魔法瓶", "タンブラー",       "ウォーターボトル"};
constexpr std::array<Words, 6> kBottleQualityJa = {"軽量", "大容量", "おしゃれ", "キッズ", "保温", "かわいい"};
constexpr std::array<Words, 5> kBottleUseJa = {"子供用", "ジム", "登山", "1リットル", "ストロー付き"};
constexpr std::array kJapanese = {Category{"Bottles", kBottleJa, kBottleQualityJa, kBottleUseJa}};

constexpr std::array<Words, 5> kBottleAr = {"زجاجة ماء", "قارورة ماء", "مطارة ماء", "ترمس قهوة", "كوب حراري"};
constexpr std::array<Words, 5> kBottleQualityAr = {"ستانلس ستيل", "كبيرة", "للأطفال", "رياضية", "معزولة"};
constexpr std::array<Words, 4> kBottleUseAr = {"للجيم", "للمدرسة", "مع شفاط", "للسيارة"};
constexpr std::array kArabic = {Category{"Bottles", kBottleAr, kBottleQualityAr, kBottleUseAr}};

constexpr std::array<Words, 6> kBottleHi = {"पानी की बोतल", "water bottle", "thermos flask",
                                            "स्टील बोतल",    "gym bottle",   "थर्मस"};
constexpr std::array<Words, 6> kBottleQualityHi = {"स्टील", "बच्चों की", "copper", "1 litre", "milton type", "acme"};
constexpr std::array<Words, 4> kBottleUseHi = {"for office", "स्कूल के लिए", "for kids school", "जिम के लिए"};
constexpr std::array kHindi = {Category{"Bottles", kBottleHi, kBottleQualityHi, kBottleUseHi}};

constexpr std::array kVocabularies = {
    Vocabulary{"en", " ", false, kEnglish},  Vocabulary{"de", " ", false, kGerman},
    Vocabulary{"fr", " ", true, kFrench},    Vocabulary{"es", " ", true, kSpanish},
    Vocabulary{"ja", " ", false, kJapanese}, Vocabulary{"ar", " ", true, kArabic},
    Vocabulary{"hi", " ", false, kHindi},
};

constexpr std::array<Words, 12> kVariantsEn = {"black",  "blue", "pink",   "large", "small",   "32 oz",
                                               "2 pack", "gift", "purple", "best",  "for dad", "clear"};
constexpr std::array<Words, 8> kVariantsDe = {"schwarz", "blau", "rosa", "groß", "klein", "500 ml", "geschenk", "grün"};
constexpr std::array<Words, 8> kVariantsFr = {"noir", "bleu", "rose", "grand", "petit", "500 ml", "cadeau", "vert"};
constexpr std::array<Words, 8> kVariantsEs = {"negro",   "azul",   "rosa",   "grande",
                                              "pequeño", "500 ml", "regalo", "verde"};
constexpr std::array<Words, 6> kVariantsJa = {"黒", "青", "ピンク", "大", "小", "500ml"};
constexpr std::array<Words, 5> kVariantsAr = {"أسود", "أزرق", "وردي", "كبير", "هدية"};

}  // namespace

const Vocabulary& vocabulary_of(std::string_view language) {
  const auto* found = std::ranges::find(kVocabularies, language, &Vocabulary::language);
  return found == kVocabularies.end() ? kVocabularies.front() : *found;
}

std::span<const std::string_view> variants_of(std::string_view language) {
  if (language == "de") return kVariantsDe;
  if (language == "fr") return kVariantsFr;
  if (language == "es") return kVariantsEs;
  if (language == "ja") return kVariantsJa;
  if (language == "ar") return kVariantsAr;
  return kVariantsEn;
}

}  // namespace harvestd::sandbox
