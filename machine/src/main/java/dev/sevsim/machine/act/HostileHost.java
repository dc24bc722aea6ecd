package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.host.NestedMapping;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What acts do with the host's ports: memory by guest page, nested page tables, firmware commands of the host's own. It keeps the pages
 * that acts saved. Used from the thread of the call that an act belongs to.
 */
public final class HostileHost {
    /** Simulated time within which the firmware answers a command of an act. */
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final long TOP_PAGE = 0x1_0000_0000L - Page.SIZE;

    private final HostPorts ports;
    private final Map<String, Bytes> saved = new HashMap<>();
    private final ExitAnswers answers;
    private boolean firmwareIsDead;
    private int handle;

    HostileHost(HostPorts ports) {
        this.ports = ports;
        this.answers = new ExitAnswers(ports);
    }

    /** Guest physical address of a page, with the offset of the name. */
    public GuestPhysical address(PageName name) {
        OvmfTable table = guest().table();
        long base = name.place()
                .map(place -> switch (place) {
                    case SECRETS -> area(name, table.secretArea());
                    case HASHES -> area(name, table.hashTableArea());
                    case RESET_VECTOR -> TOP_PAGE;
                })
                .orElse(0L);
        return new GuestPhysical(base + name.address());
    }

    /** System physical address of the byte that a page name means. */
    public SystemPhysical frame(PageName name) {
        GuestPhysical address = address(name);
        SystemPhysical frame =
                pages().frameOf(address).orElseThrow(() -> new ActFailure("the guest has no memory at " + name));
        return new SystemPhysical(frame.value() + address.pageOffset());
    }

    /** All 4096 bytes of the page as the host reads them. */
    public Bytes read(PageName name) {
        return ports.memory().read(start(name), Page.SIZE);
    }

    /** Writes bytes at the place that the name means; they must not leave the page. */
    public void write(PageName name, Bytes content) {
        SystemPhysical at = frame(name);
        if (at.value() % Page.SIZE + content.length() > Page.SIZE) {
            throw new ActFailure(content.length() + " bytes at " + name + " leave the page");
        }
        ports.memory().write(at, content);
    }

    /** Writes a whole page. */
    public void writePage(PageName name, Bytes content) {
        ports.memory().write(start(name), content);
    }

    /** The guest's nested page table. */
    public NestedMapping pages() {
        return guest().pages();
    }

    /** The firmware handle of the guest that was started last; 0 before LAUNCH_START. */
    public int handle() {
        return handle;
    }

    void startedGuest(int ofTheFirmware) {
        handle = ofTheFirmware;
    }

    /** A frame that nothing else uses. */
    public SystemPhysical takeFrame() {
        return ports.takeFrame();
    }

    /** Keeps bytes for a later act. */
    public void save(String name, Bytes content) {
        saved.put(name, content);
    }

    /** Bytes that an act has kept. */
    public Bytes saved(String name) {
        Bytes content = saved.get(name);
        if (content == null) {
            throw new ActFailure("nothing was saved as " + name);
        }
        return content;
    }

    /**
     * Sends a firmware command of the host's own; the buffer is in a frame of its own.
     *
     * @param fields values by the names of AMD's specification, in any case; the handle of the guest where there is a field for it, and
     *     otherwise 0, for what is left out
     * @return the status; empty for no answer
     */
    public OptionalInt command(CommandId command, Map<String, Long> fields) {
        long buffer = 0;
        if (command.bufferSize() > 0) {
            SystemPhysical frame = ports.takeFrame();
            ports.memory().write(frame, buffer(command, fields));
            buffer = frame.value();
        }
        return ports.processor()
                .call(MailboxCommand.polled(command, buffer), DEADLINE)
                .filter(MailboxResponse.class::isInstance)
                .map(answer -> OptionalInt.of(((MailboxResponse) answer).status()))
                .orElseGet(OptionalInt::empty);
    }

    /** From now on no firmware command has an answer. */
    public void killFirmware() {
        firmwareIsDead = true;
    }

    boolean firmwareIsDead() {
        return firmwareIsDead;
    }

    /** Other answers to exits than KVM's. */
    ExitAnswers answers() {
        return answers;
    }

    HostPorts ports() {
        return ports;
    }

    private Bytes buffer(CommandId command, Map<String, Long> fields) {
        Map<String, Long> left = new HashMap<>();
        fields.forEach((name, value) -> left.put(name.toLowerCase(Locale.ROOT), value));
        var layout = command.layout().orElseThrow();
        ByteBuffer raw = layout.allocate();
        for (Field field : layout.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            Long value = left.remove(name);
            if (value != null || name.equals("handle")) {
                long content = value != null ? value : handle();
                field.putBytes(raw, Bytes.u64Le(content).slice(0, field.width()));
            }
        }
        if (!left.isEmpty()) {
            throw new ActFailure(
                    command + " has no field " + left.keySet().iterator().next());
        }
        return layout.finish(raw);
    }

    private SystemPhysical start(PageName name) {
        long at = frame(name).value();
        return new SystemPhysical(at - at % Page.SIZE);
    }

    private HostPorts.Guest guest() {
        return ports.guest().orElseThrow(() -> new ActFailure("the guest has no memory before LAUNCH_START"));
    }

    private static long area(PageName name, Optional<OvmfTable.Area> area) {
        return area.filter(one -> !one.isAbsent())
                .map(OvmfTable.Area::base)
                .orElseThrow(() -> new ActFailure("the OVMF image has no area for " + name));
    }
}
