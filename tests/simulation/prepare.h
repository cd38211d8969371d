// What a program that runs simulations does first.
#pragma once

namespace harvestd::simulation {

/// Once, at the beginning of main(), before there are threads or databases: the credentials into the environment, and
/// memory and SQLite set for making and throwing away the same things thousands of times.
void prepare();

}  // namespace harvestd::simulation
