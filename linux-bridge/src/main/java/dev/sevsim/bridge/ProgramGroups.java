package dev.sevsim.bridge;

import dev.sevsim.abi.Bytes;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.RemotePrograms;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups of programs that are connected, by the names that their supervisors chose: a name of 16 random bytes is the right to
 * the group's files. A group ends with its last connection.
 */
final class ProgramGroups {
    private final Machine machine;
    private final Map<Bytes, Group> groups = new HashMap<>();

    /** The programs of one name, and how many of them are connected. */
    private static final class Group {
        private final RemotePrograms programs;
        private int connections;

        private Group(RemotePrograms programs) {
            this.programs = programs;
        }
    }

    /** No group yet; the programs of all groups are on {@code machine}. */
    ProgramGroups(Machine machine) {
        this.machine = machine;
    }

    /** The files of the machine's host. */
    HostFileList files() {
        return HostFileList.of(machine.host().files());
    }

    /** Joins a group for a connection. */
    RemotePrograms join(Bytes name) {
        Group group = groups.computeIfAbsent(name, unknown -> new Group(new RemotePrograms(machine)));
        group.connections++;
        return group.programs;
    }

    /** A connection of the group has ended. */
    void leave(Bytes name) {
        Group group = left(name);
        if (group != null) {
            group.programs.close();
        }
    }

    private @Nullable Group left(Bytes name) {
        Group group = groups.get(name);
        if (group == null || --group.connections > 0) {
            return null;
        }
        return groups.remove(name);
    }
}
