/** PEI: memory is found, reserved areas are written into the HOB list, application processors are started. */
@NullMarked
package dev.sevsim.ovmf.pei;

import org.jspecify.annotations.NullMarked;
