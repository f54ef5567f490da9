/*
 * The device with bugs.
 */
#pragma once
#include "dev.h"

extern const Dev planteddev;
