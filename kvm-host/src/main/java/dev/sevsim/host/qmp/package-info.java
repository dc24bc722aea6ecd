/** The monitor (QMP): requests of clients and their answers. Decisions about SEV belong to the VMM. */
@NullMarked
package dev.sevsim.host.qmp;

import org.jspecify.annotations.NullMarked;
