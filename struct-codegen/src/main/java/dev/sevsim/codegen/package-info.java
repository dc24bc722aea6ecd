/** Compile-time generation of structure codecs; refers to the annotations by name and depends on no other module. */
@NullMarked
package dev.sevsim.codegen;

import org.jspecify.annotations.NullMarked;
