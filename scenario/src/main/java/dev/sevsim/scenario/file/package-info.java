/** Reads scenario files: YAML and JSON into a small tree with places, the tree into scenarios. */
@NullMarked
package dev.sevsim.scenario.file;

import org.jspecify.annotations.NullMarked;
