package dev.sevsim.bridge;

import dev.sevsim.abi.Bytes;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.RemotePrograms;
import java.util.HashMap;
import java.util.Map;

/**
 * The groups of programs that are connected, by the names that their supervisors chose: a name of 16 random bytes is the right to
 * the group's files. A process ends with its last connection, and a group with its last process.
 */
final class ProgramGroups {
    private final Machine machine;
    private final Map<Bytes, Group> groups = new HashMap<>();

    /** No group yet; the programs of all groups are on {@code machine}. */
    ProgramGroups(Machine machine) {
        this.machine = machine;
    }

    /** The files of the machine's host. */
    HostFileList files() {
        return HostFileList.of(machine.host().files());
    }

    /** The programs of one name, by the numbers of their processes. */
    private record Group(RemotePrograms programs, Map<Long, Member> processes) {}

    /** A process in a group. */
    static final class Member {
        private final Bytes group;
        private final long process;
        private final RemotePrograms programs;
        private final ClientProgram client;
        private final RemotePrograms.Program program;
        private int connections;

        private Member(Bytes group, long process, RemotePrograms programs, MessageChannel first) {
            this.group = group;
            this.process = process;
            this.programs = programs;
            this.client = new ClientProgram(first);
            this.program = programs.attach(client);
        }

        /** The programs of the group. */
        RemotePrograms programs() {
            return programs;
        }

        /** The process' side of its calls. */
        ClientProgram client() {
            return client;
        }

        /** The simulated host's side of its calls. */
        RemotePrograms.Program program() {
            return program;
        }
    }

    /** Joins a group for a connection of a process, which may have others. */
    Member join(Bytes name, long process, MessageChannel channel) {
        Group group = groups.computeIfAbsent(name, unknown -> new Group(new RemotePrograms(machine), new HashMap<>()));
        Member member = group.processes()
                .computeIfAbsent(process, unknown -> new Member(name, process, group.programs(), channel));
        member.connections++;
        return member;
    }

    /** A connection of a process has ended. */
    void leave(Member member) {
        Group group = groups.get(member.group);
        if (--member.connections > 0 || group == null) {
            return;
        }
        member.program.end();
        group.processes().remove(member.process);
        if (group.processes().isEmpty()) {
            groups.remove(member.group);
            group.programs().close();
        }
    }
}
