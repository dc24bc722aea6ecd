package dev.sevsim.machine.act;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.SystemPhysical;
import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.bus.frame.DeviceCall;
import dev.sevsim.bus.frame.DeviceResult;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.MailboxCommand;
import dev.sevsim.bus.frame.MailboxResponse;
import java.util.List;
import java.util.Optional;

/** Acts that send firmware commands at another time, or about another page, than the driver. */
final class CommandActs {
    private CommandActs() {}

    /**
     * A firmware command that was held.
     *
     * @param command its id
     * @param buffer a copy of its buffer; empty for a command without one
     */
    private record Held(CommandId command, Bytes buffer) {}

    /**
     * Holds a firmware command or an ioctl back and answers that it succeeded; send-held sends it.
     *
     * <p>With both a host changes the order of commands. What a buffer or structure points to is not kept. Of ioctls, sub-commands of
     * KVM_MEMORY_ENCRYPT_OP alone are held.
     */
    @Belongs(
            sides = Point.Side.BEFORE,
            to = {EventKind.FIRMWARE_COMMAND, EventKind.IOCTL})
    @Describe("Holds a firmware command or an ioctl back, for send-held, and answers that it succeeded.")
    record HoldCommand(@Describe("name of the held command") String as) implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            Optional<DeviceCall> ioctl = event.request(DeviceCall.class);
            if (ioctl.isPresent()) {
                host.save(as, host.calls().copy(ioctl.get()));
                event.replaceAnswer(Optional.of(new DeviceResult(0)));
                return;
            }
            MailboxCommand mailbox = event.request(MailboxCommand.class).orElseThrow();
            CommandId command = EventReader.command(mailbox);
            Bytes buffer = command.bufferSize() == 0
                    ? Bytes.EMPTY
                    : host.ports().memory().read(new SystemPhysical(mailbox.bufferAddress()), command.bufferSize());
            host.save(as, new Held(command, buffer));
            event.replaceAnswer(Optional.of(MailboxResponse.of(SevStatus.SUCCESS)));
        }

        @Override
        public boolean answers(Point.Side side) {
            return true;
        }

        @Override
        public Optional<String> makes() {
            return Optional.of(as);
        }
    }

    /**
     * Sends a held firmware command or ioctl; the latter not at a firmware command, during which the driver holds its lock.
     *
     * <p>The order of launch commands is bound by the launch digest and by the states of docs/reference/sev-firmware-api.md section 3.
     */
    @Describe("Sends a firmware command or an ioctl that hold-command has held.")
    record SendHeld(@Describe("name of the held command") String from) implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            Object held = host.saved(from, Object.class);
            if (held instanceof Held command) {
                var unused = host.firmware().send(command.command(), command.buffer());
            } else if (event.request(MailboxCommand.class).isPresent()) {
                throw new ActFailure("the driver holds its lock during a firmware command");
            } else {
                host.calls().repeat((HostCalls.Held) held);
            }
        }

        @Override
        public List<String> uses() {
            return List.of(from);
        }
    }

    /**
     * Injects the owner's last packet of secrets with LAUNCH_SECRET.
     *
     * <p>Neither the address nor the number of injections is in the packet's MAC: docs/reference/sev-firmware-api.md section 8.
     */
    @Describe("Injects the owner's last packet of secrets once more, at a page of the host's choice: LAUNCH_SECRET.")
    record InjectSecret(
            @Describe("first byte of the place") PageName page,

            @Describe("handle of the guest that gets it, the attacked one without it")
            Optional<HostValue> handle)
            implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            LaunchSecretPacket packet = host.secretPacket();
            long length = packet.payload().length();
            CommandFields fields = new CommandFields()
                    .range(
                            "hdr",
                            host.firmware().place(packet.header()),
                            packet.header().length())
                    .range("guest", host.frame(page), length)
                    .range("trans", host.firmware().place(packet.payload()), length);
            handle.ifPresent(value -> fields.with("handle", value.resolve(host)));
            var unused = host.command(CommandId.LAUNCH_SECRET, fields);
        }

        @Override
        public List<String> uses() {
            return handle.flatMap(HostValue::guest).stream().toList();
        }
    }

    /**
     * Lets the firmware move a page of the guest to another page: COPY.
     *
     * <p>It is meant for a host that rearranges memory, and keeps the plaintext at the new address: a replay that the firmware helps with.
     */
    @Describe("Lets the firmware write what a page of the guest holds to another page, under its key: COPY.")
    record CopyPage(
            @Describe("page that is read") PageName page,
            @Describe("page that is written") PageName to) implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            HostileHost.requireChange("the page that is written", host.start(page), host.start(to));
            CommandFields fields = new CommandFields()
                    .with("length", Page.SIZE)
                    .at("src", host.start(page))
                    .at("dst", host.start(to));
            var unused = host.command(CommandId.COPY, fields);
        }
    }

    /**
     * A page that the firmware has sealed.
     *
     * @param page where the sealed page lies
     * @param metadata where its metadata entry lies
     */
    private record Sealed(SystemPhysical page, SystemPhysical metadata) {
        CommandFields fields() {
            return new CommandFields().at("mdata", metadata);
        }
    }

    /** Lets the firmware seal a page of the guest: SWAP_OUT. The guest's page stays as it is. */
    @Describe("Lets the firmware seal a page of the guest for swap-in: SWAP_OUT.")
    record SwapOut(
            @Describe("page") PageName page,
            @Describe("name of the sealed page") String as) implements Act {
        /** Bits 2:1 of BITS: a data page. Source: docs/reference/sev-firmware-api.md section 4.6. */
        private static final long DATA_PAGE = 0;

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            Sealed sealed = new Sealed(host.takeFrame(), host.takeFrame());
            CommandFields fields = sealed.fields()
                    .with("bits", DATA_PAGE)
                    .at("src", host.start(page))
                    .at("dst", sealed.page());
            HostFirmware.Answer answer = host.command(CommandId.SWAP_OUT, fields);
            if (answer.succeeded()) {
                host.save(as, sealed);
            }
        }

        @Override
        public Optional<String> makes() {
            return Optional.of(as);
        }
    }

    /**
     * Lets the firmware open a sealed page at a page of the guest: SWAP_IN.
     *
     * <p>The seal is no defence against replay: an old page of the same guest is opened at any address.
     */
    @Describe("Lets the firmware open a page that swap-out has sealed, at a page of the guest: SWAP_IN.")
    record SwapIn(
            @Describe("name of the sealed page") String from,
            @Describe("page") PageName page) implements Act {

        @Override
        public void perform(HostileHost host, HeldEvent event) {
            Sealed sealed = host.saved(from, Sealed.class);
            CommandFields fields = sealed.fields().at("src", sealed.page()).at("dst", host.start(page));
            var unused = host.command(CommandId.SWAP_IN, fields);
        }

        @Override
        public List<String> uses() {
            return List.of(from);
        }
    }
}
