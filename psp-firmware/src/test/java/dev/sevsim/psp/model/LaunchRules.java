package dev.sevsim.psp.model;

import static dev.sevsim.abi.firmware.PlatformState.INIT;
import static dev.sevsim.abi.firmware.PlatformState.WORKING;
import static dev.sevsim.psp.model.Refusal.unless;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.Set;

/** docs/reference/sev-firmware-api.md section 4.3. */
record LaunchRules(World world) {
    private static final int NOKS = 2;
    private static final Set<GuestState> ATTESTED =
            EnumSet.of(GuestState.LSECRET, GuestState.RUNNING, GuestState.SUPDATE, GuestState.SENT);

    void launchStart(Call call) {
        world.mustBe(INIT, WORKING);
        Channel channel = call.get("CERT") == 0 ? Channel.unowned() : open(call);
        start(call, GuestState.LUPDATE, channel);
    }

    void receiveStart(Call call) {
        world.mustBe(INIT, WORKING);
        start(call, GuestState.RUPDATE, open(call));
    }

    /** Steps 2 to 10. */
    private Channel open(Call call) {
        unless(call.get("SESSION_LEN") == Sizes.SESSION, SevStatus.INVALID_LENGTH);
        unless(call.get("CERT_LEN") == Sizes.CERTIFICATE, SevStatus.INVALID_LENGTH);
        world.copyable(call.get("CERT"), Sizes.CERTIFICATE);
        Bytes certificate = world.read(call.get("CERT"), Sizes.CERTIFICATE);
        unless(Sessions.isSane(certificate), SevStatus.INVALID_CERTIFICATE);
        world.copyable(call.get("SESSION"), Sizes.SESSION);
        Bytes session = world.read(call.get("SESSION"), Sizes.SESSION);
        long policy = call.get("POLICY");
        Channel channel = unwrap(certificate, session, policy);
        unless(World.isNewEnough(policy), SevStatus.POLICY_FAILURE);
        unless((policy & 0xFFC0) == 0, SevStatus.POLICY_FAILURE);
        return channel;
    }

    /** Key agreement has no direction: a sender that receives its own session, under the receiver's key, opens it too. */
    private Channel unwrap(Bytes certificate, Bytes session, long policy) {
        if (Sessions.isExample(certificate, session, world.identity.pdh().publicKey)) {
            Bytes mac = Crypto.hmac(Sessions.TIK, Bytes.u32Le((int) policy));
            unless(mac.equals(session.from(0x60)), SevStatus.BAD_MEASUREMENT);
            return Channel.of(Sessions.TEK, Sessions.TIK);
        }
        World.SentSession sent = world.sentSessions.get(session);
        if (sent == null) {
            throw Refusal.with(SevStatus.BAD_MEASUREMENT);
        }
        Bytes shown = Sessions.publicKey(certificate);
        World.Pdh own = world.identity.pdh();
        boolean asReceiver =
                sent.receiver().equals(own.publicKey) && sent.sender().publicKey.equals(shown);
        boolean asSender = sent.sender() == own && sent.receiver().equals(shown);
        unless((asReceiver || asSender) && sent.policy() == policy, SevStatus.BAD_MEASUREMENT);
        return sent.channel();
    }

    /** Steps 11 to 15. */
    private void start(Call call, GuestState state, Channel channel) {
        long policy = call.get("POLICY");
        int vek;
        if (call.handle() != 0) {
            Vm other = world.vm(call);
            unless(other.policy == policy && !other.has(NOKS), SevStatus.POLICY_FAILURE);
            vek = other.vek;
        } else {
            vek = world.drawKey();
        }
        unless((policy & Vm.ES) == 0 || world.es, SevStatus.UNSUPPORTED);
        int handle = world.lowestFreeHandle();
        world.vms.put(handle, new Vm(handle, policy, vek, world.drawKey(), state, channel));
        world.platform = WORKING;
        call.out("HANDLE", handle);
    }

    void updateData(Call call) {
        world.mustBe(WORKING);
        Vm vm = updatable(call);
        long address = call.get("PADDR");
        long length = call.get("LENGTH");
        unless(address % 16 == 0, SevStatus.INVALID_ADDRESS);
        unless(length != 0 && length % 16 == 0, SevStatus.INVALID_LENGTH);
        unless(World.plain(address) != 0, SevStatus.INVALID_PARAM);
        long legal = legalPages(address, length);
        if (legal > 0) {
            Bytes plaintext = world.read(address, legal);
            vm.digest.update(plaintext.toArray());
            long key = World.plain(address);
            if (legal == length) {
                call.after(() -> world.memory.remember(vm.vek, key, Plain.of(plaintext)));
            }
        }
        unless(legal == length, SevStatus.INVALID_ADDRESS);
    }

    private Vm updatable(Call call) {
        Vm vm = world.vm(call);
        unless(vm.state == GuestState.LUPDATE, SevStatus.INVALID_GUEST_STATE);
        World.mustBeActive(vm);
        return vm;
    }

    /** Pages before an illegal one stay measured and encrypted. */
    private long legalPages(long address, long length) {
        long done = 0;
        while (done < length) {
            long at = World.plain(address) + done;
            long n = Math.min(Page.SIZE - at % Page.SIZE, length - done);
            if (!world.isLegal(at, n)) {
                break;
            }
            done += n;
        }
        return done;
    }

    void updateVmsa(Call call) {
        unless(call.get("LENGTH") == Page.SIZE, SevStatus.INVALID_LENGTH);
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        unless(vm.state == GuestState.LUPDATE, SevStatus.INVALID_GUEST_STATE);
        unless(vm.has(Vm.ES), SevStatus.UNSUPPORTED);
        World.mustBeActive(vm);
        long address = call.get("PADDR");
        unless(address % 16 == 0, SevStatus.INVALID_ADDRESS);
        world.copyable(address, Page.SIZE);
        Bytes page = world.read(address, Page.SIZE);
        vm.digest.update(page.toArray());
        Plain patched = world.records.add(vm, Plain.of(page));
        vm.saveAreas.add(World.plain(address));
        call.after(() -> world.memory.remember(vm.vek, World.plain(address), patched));
    }

    void measure(Call call) {
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        unless(vm.state == GuestState.LUPDATE, SevStatus.INVALID_GUEST_STATE);
        if (call.get("LENGTH") < 0x30) {
            call.out("LENGTH", 0x30);
            unless(false, SevStatus.INVALID_LENGTH);
        }
        long address = call.get("PADDR");
        world.copyable(address, 0x30);
        MessageDigest digest = vm.digest;
        vm.launchDigest = Bytes.copyOf(digest.digest());
        vm.state = GuestState.LSECRET;
        call.after(() -> {
            Bytes blob = world.read(address, 0x30);
            Bytes nonce = blob.from(0x20);
            vm.measure = Crypto.hmac(
                    vm.channel.tik(),
                    Bytes.of(4, World.API_MAJOR, World.API_MINOR, World.BUILD),
                    Bytes.u32Le((int) vm.policy),
                    vm.launchDigest,
                    nonce);
            if (!world.drawn.add(nonce)) {
                return "MNONCE " + nonce + " was drawn before";
            }
            return blob.slice(0, 0x20).equals(vm.measure) ? "" : "MEASURE: expected " + vm.measure + ", was " + blob;
        });
    }

    void secret(Call call) {
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        long address = call.get("GUEST");
        long length = call.get("GUEST_LEN");
        unless(address % 16 == 0, SevStatus.INVALID_ADDRESS);
        unless(call.get("HDR_LEN") == Sizes.HEADER, SevStatus.INVALID_LENGTH);
        boolean lengthIsRight = length != 0 && length % 16 == 0 && length <= Sizes.LONGEST_PACKET;
        unless(lengthIsRight && length == call.get("TRANS_LEN"), SevStatus.INVALID_LENGTH);
        unless(vm.state == GuestState.LSECRET, SevStatus.INVALID_GUEST_STATE);
        World.mustBeActive(vm);
        world.copyable(call.get("HDR"), Sizes.HEADER);
        world.copyable(call.get("TRANS"), length);
        Bytes header = world.read(call.get("HDR"), Sizes.HEADER);
        Bytes content = world.read(call.get("TRANS"), length);
        unless(vm.channel.accepts(Channel.SECRET, header, content, vm.measure), SevStatus.BAD_MEASUREMENT);
        unless((header.u8(0) & 1) == 0, SevStatus.UNSUPPORTED);
        world.copyable(address, length);
        Plain plain = vm.channel.open(header, content);
        call.after(() -> world.memory.remember(vm.vek, address, plain));
    }

    void finish(Call call, GuestState from) {
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        unless(vm.state == from, SevStatus.INVALID_GUEST_STATE);
        vm.state = GuestState.RUNNING;
        if (vm.asid != 0) {
            world.asids.enable(vm.asid);
        }
    }

    void attestation(Call call) {
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        unless(ATTESTED.contains(vm.state), SevStatus.INVALID_GUEST_STATE);
        boolean fits = call.get("LENGTH") >= 0xD0;
        call.out("LENGTH", 0xD0);
        unless(fits, SevStatus.INVALID_LENGTH);
        long address = call.get("PADDR");
        world.copyable(address, 0xD0);
        Bytes expected = Bytes.concat(
                Bytes.u64Le(call.get("NONCE")),
                Bytes.u64Le(call.get("NONCE2")),
                vm.launchDigest,
                Bytes.u32Le((int) vm.policy),
                Bytes.u32Le(0x1002),
                Bytes.u32Le(2),
                Bytes.u32Le(0));
        call.after(() -> {
            Bytes report = world.read(address, 0x40);
            return report.equals(expected) ? "" : "report: expected " + expected + ", was " + report;
        });
    }
}
