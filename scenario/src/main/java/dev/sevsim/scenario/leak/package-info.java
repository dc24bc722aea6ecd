/** Searches everything that the host can reach for secrets, keys and private pages, while a scenario runs. */
@NullMarked
package dev.sevsim.scenario.leak;

import org.jspecify.annotations.NullMarked;
