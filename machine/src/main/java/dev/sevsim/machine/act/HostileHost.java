package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.LaunchUpdate;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.host.NestedMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What acts do with the host's ports: memory by guest page, nested page tables, firmware commands and ioctls of the host's own. It
 * keeps what acts have saved for later ones. Used from the thread of the call that an act belongs to.
 */
public final class HostileHost {
    private static final long TOP_PAGE = 0x1_0000_0000L - Page.SIZE;

    private final HostPorts ports;
    private final List<String> journal = new ArrayList<>();
    private final HostFirmware firmware;
    private final HostCalls calls;
    private final HostGuests guests = new HostGuests();
    private final ExitAnswers answers;
    private final Map<String, Object> saved = new HashMap<>();
    private Optional<LaunchSecretPacket> packet = Optional.empty();
    private Optional<LaunchBundle> bundle = Optional.empty();
    private OptionalLong saveArea = OptionalLong.empty();
    private Bytes initialisation = Bytes.EMPTY;
    private boolean firmwareIsDead;

    HostileHost(HostPorts ports) {
        this.ports = ports;
        this.firmware = new HostFirmware(ports, journal);
        this.calls = new HostCalls(ports, journal);
        this.answers = new ExitAnswers(ports);
    }

    /** Guest physical address of a page, with the offset of the name. */
    public GuestPhysical address(PageName name) {
        long base = name.place()
                .map(place -> switch (place) {
                    case SECRETS -> area(name, table().secretArea());
                    case HASHES -> area(name, table().hashTableArea());
                    case RESET_VECTOR -> TOP_PAGE;
                    case SAVE_AREA, SYSTEM -> throw new ActFailure(name + " is no page of the guest");
                })
                .orElse(0L);
        return new GuestPhysical(base + name.address());
    }

    /** System physical address of the byte that a page name means. */
    public SystemPhysical frame(PageName name) {
        if (name.place().equals(Optional.of(PageName.Place.SYSTEM))) {
            return new SystemPhysical(name.address());
        }
        if (name.place().equals(Optional.of(PageName.Place.SAVE_AREA))) {
            return new SystemPhysical(
                    saveArea.orElseThrow(() -> new ActFailure("no save area was encrypted so far")) + name.address());
        }
        GuestPhysical address = address(name);
        SystemPhysical frame =
                pages().frameOf(address).orElseThrow(() -> new ActFailure("the guest has no memory at " + name));
        return new SystemPhysical(frame.value() + address.pageOffset());
    }

    /** System physical address of the page itself. */
    SystemPhysical start(PageName name) {
        long at = frame(name).value();
        return new SystemPhysical(at - at % Page.SIZE);
    }

    /** All 4096 bytes of the page as the host reads them. */
    public Bytes read(PageName name) {
        return ports.memory().read(start(name), Page.SIZE);
    }

    /**
     * Writes bytes at the place that the name means.
     *
     * @throws ActFailure when they leave the page, and when they are there already
     */
    public void write(PageName name, Bytes content) {
        SystemPhysical at = frame(name);
        if (at.value() % Page.SIZE + content.length() > Page.SIZE) {
            throw new ActFailure(content.length() + " bytes at " + name + " leave the page");
        }
        change(name, at, content);
    }

    /**
     * Writes a whole page.
     *
     * @throws ActFailure when it holds these bytes already
     */
    public void writePage(PageName name, Bytes content) {
        change(name, start(name), content);
    }

    private void change(PageName name, SystemPhysical at, Bytes content) {
        requireChange(name.toString(), ports.memory().read(at, content.length()), content);
        ports.memory().write(at, content);
    }

    /**
     * Lets an act fail whose effect would be nothing: a run without an effect shows nothing about it.
     *
     * @param what what the act would change
     * @throws ActFailure when the new value is the present one
     */
    static void requireChange(String what, Object present, Object other) {
        if (present.equals(other)) {
            throw new ActFailure(what + " would not be changed: it is so already");
        }
    }

    /** The guest's nested page table. */
    public NestedMapping pages() {
        return guest().pages();
    }

    /** A frame that nothing else uses. */
    public SystemPhysical takeFrame() {
        return ports.takeFrames(1);
    }

    /** Keeps something for a later act. */
    void save(String name, Object content) {
        saved.put(name, content);
    }

    /**
     * What an act has kept.
     *
     * @throws ActFailure when nothing was kept under the name so far, or something else
     */
    <T> T saved(String name, Class<T> type) {
        return Optional.ofNullable(saved.get(name))
                .filter(type::isInstance)
                .map(type::cast)
                .orElseThrow(() -> new ActFailure("nothing was saved as " + name));
    }

    /** Firmware commands of the host's own. */
    HostFirmware firmware() {
        return firmware;
    }

    /** Sends a firmware command; HANDLE is that of the attacked guest unless it is given. */
    HostFirmware.Answer command(CommandId command, CommandFields fields) {
        return command(command, fields.values(), BitList.NONE);
    }

    /** As {@link #command(CommandId, CommandFields)}, with names in any case; {@code bits} of the buffer are inverted. */
    HostFirmware.Answer command(CommandId command, Map<String, Long> fields, BitList bits) {
        Map<String, Long> all = new HashMap<>();
        if (HostFirmware.hasField(command, "handle")) {
            all.put("handle", (long) guests.victim().handle());
        }
        fields.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        return firmware.command(command, all, bits);
    }

    /** System calls of the host's own. */
    HostCalls calls() {
        return calls;
    }

    /** Keeps what is useful to a host that sees a message pass. */
    void sees(HeldEvent event) {
        event.answer(LaunchSecretPacket.class).ifPresent(answer -> packet = Optional.of(answer));
        event.answer(LaunchBundle.class).ifPresent(answer -> bundle = Optional.of(answer));
        event.request(MailboxCommand.class).ifPresent(command -> {
            if (EventReader.command(command) == CommandId.INIT) {
                initialisation = firmware.buffer(command);
            } else if (EventReader.command(command) == CommandId.LAUNCH_UPDATE_VMSA) {
                Bytes buffer = firmware.buffer(command);
                saveArea = buffer.isEmpty()
                        ? saveArea
                        : OptionalLong.of(LaunchUpdate.CODEC.decode(buffer).address());
            } else if (EventReader.command(command) == CommandId.LAUNCH_SECRET) {
                packet = firmware.secretPacket(command).or(() -> packet);
            }
        });
    }

    /** The owner's last packet of secrets: from its answer, or from the memory of the driver. */
    LaunchSecretPacket secretPacket() {
        return packet.orElseThrow(() -> new ActFailure("the owner has sent no secrets so far"));
    }

    /** The owner's last session. */
    LaunchBundle bundle() {
        return bundle.orElseThrow(() -> new ActFailure("the owner has made no session so far"));
    }

    /** INIT as the driver has sent it, and the flushes without which no guest is activated. */
    void initialise() {
        var unused = firmware.send(
                CommandId.INIT, initialisation.isEmpty() ? Bytes.zeros(CommandId.INIT.bufferSize()) : initialisation);
        flush();
    }

    private void flush() {
        ports.writeBackCaches();
        var unused = firmware.command(CommandId.DF_FLUSH);
    }

    /** Guests that the firmware has. */
    HostGuests guests() {
        return guests;
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

    /** What was answered to the calls of the act that is being done; {@link #beginAct} empties it. */
    List<String> journal() {
        return journal;
    }

    void beginAct() {
        journal.clear();
    }

    HostPorts ports() {
        return ports;
    }

    /** The VM that is attacked. */
    HostPorts.Guest guest() {
        return ports.guest().orElseThrow(() -> new ActFailure("the guest has no memory before LAUNCH_START"));
    }

    private OvmfTable table() {
        return guest().vm().table();
    }

    private static long area(PageName name, Optional<OvmfTable.Area> area) {
        return area.filter(one -> !one.isAbsent())
                .map(OvmfTable.Area::base)
                .orElseThrow(() -> new ActFailure("the OVMF image has no area for " + name));
    }
}
