/**
 * Files named by a user: {@link dev.sevsim.io.file.InputFile} reads them with limits,
 * {@link dev.sevsim.io.file.OutputFile} writes them whole or not at all. What cannot be read or written is an
 * {@link dev.sevsim.io.file.InputException} of one line.
 */
@NullMarked
package dev.sevsim.io.file;

import org.jspecify.annotations.NullMarked;
