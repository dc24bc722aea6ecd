package dev.sevsim.psp.model;

import static dev.sevsim.abi.firmware.PlatformState.WORKING;
import static dev.sevsim.psp.model.Refusal.unless;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.GuestState;
import dev.sevsim.abi.firmware.SevStatus;
import java.util.EnumSet;
import java.util.Set;

/**
 * docs/reference/sev-firmware-api.md sections 4.4 and 4.5, but for RECEIVE_START and RECEIVE_FINISH, which are as their
 * launch kin.
 */
record MigrationRules(World world) {
    private static final int AMD_CERTIFICATES = 0xC80;
    private static final int NOSEND = 8;
    private static final int DOMAIN = 0x10;
    private static final int SEV = 0x20;
    private static final Set<SevStatus> BAD_CHAIN =
            EnumSet.of(SevStatus.INVALID_CERTIFICATE, SevStatus.BAD_SIGNATURE, SevStatus.UNSUPPORTED);

    void sendStart(Call call) {
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        boolean session = call.get("SESSION_LEN") == Sizes.SESSION;
        call.out("SESSION_LEN", Sizes.SESSION);
        call.leaveOpen("POLICY");
        unless(session, SevStatus.INVALID_LENGTH);
        unless(vm.state == GuestState.RUNNING, SevStatus.INVALID_GUEST_STATE);
        unless(!vm.has(NOSEND), SevStatus.POLICY_FAILURE);
        boolean chain = vm.has(SEV) || vm.has(DOMAIN);
        unless(!chain || call.get("PLAT_LEN") == Sizes.CHAIN, SevStatus.INVALID_LENGTH);
        unless(call.get("PDH_LEN") == Sizes.CERTIFICATE, SevStatus.INVALID_LENGTH);
        unless(!vm.has(SEV) || call.get("AMD_LEN") == AMD_CERTIFICATES, SevStatus.INVALID_LENGTH);
        receiverIsFine(call, vm);
        Bytes receiver = Sessions.publicKey(world.read(call.get("PDH"), Sizes.CERTIFICATE));
        vm.channel = Channel.unknown();
        vm.state = GuestState.SUPDATE;
        call.out("POLICY", vm.policy);
        World.SentSession sent = new World.SentSession(vm.policy, world.identity.pdh(), receiver, vm.channel);
        call.after(() -> {
            Bytes written = world.read(call.get("SESSION"), Sizes.SESSION);
            world.sentSessions.put(written, sent);
            return world.drawn.add(written.slice(0, 16)) ? "" : "the nonce was drawn before";
        });
    }

    /** From step 7 on: which of several faults answers is left open. */
    private void receiverIsFine(Call call, Vm vm) {
        EnumSet<SevStatus> faults = EnumSet.noneOf(SevStatus.class);
        world.copyFault(call.get("SESSION"), Sizes.SESSION).ifPresent(faults::add);
        world.copyFault(call.get("PDH"), Sizes.CERTIFICATE).ifPresent(faults::add);
        if (vm.has(SEV) || vm.has(DOMAIN)) {
            world.copyFault(call.get("PLAT"), Sizes.CHAIN).ifPresent(faults::add);
        }
        if (vm.has(SEV)) {
            world.copyFault(call.get("AMD"), AMD_CERTIFICATES).ifPresent(faults::add);
        }
        if (!faults.isEmpty()) {
            if (vm.has(SEV) || vm.has(DOMAIN)) {
                faults.addAll(BAD_CHAIN);
                faults.add(SevStatus.POLICY_FAILURE);
            }
            faults.add(SevStatus.INVALID_CERTIFICATE);
            throw new Refusal(faults);
        }
        Bytes pdh = world.read(call.get("PDH"), Sizes.CERTIFICATE);
        if (vm.has(SEV) || vm.has(DOMAIN)) {
            chainIsGood(call, vm, pdh);
        }
        unless(Sessions.isSane(pdh), SevStatus.INVALID_CERTIFICATE);
    }

    private void chainIsGood(Call call, Vm vm, Bytes pdh) {
        boolean good = world.pdhSignedBy.getOrDefault(pdh, -1) == Identity.FIRST
                && world.read(call.get("PLAT"), Sizes.CHAIN)
                        .equals(world.chain().platform());
        boolean amd = !vm.has(SEV)
                || world.read(call.get("AMD"), AMD_CERTIFICATES)
                        .equals(world.chain().amd());
        if (!good || !amd) {
            throw new Refusal(BAD_CHAIN);
        }
        unless(!vm.has(SEV) || World.isNewEnough(vm.policy), SevStatus.POLICY_FAILURE);
        unless(!vm.has(DOMAIN) || world.identity.oca() == Identity.FIRST, SevStatus.POLICY_FAILURE);
    }

    void sendUpdate(Call call, boolean vmsa) {
        world.mustBe(WORKING);
        long length = call.get("GUEST_LEN");
        if (call.get("HDR_LEN") < Sizes.HEADER) {
            call.out("HDR_LEN", Sizes.HEADER);
            call.out("TRANS_LEN", length);
            unless(false, SevStatus.INVALID_LENGTH);
        }
        Vm vm = world.vm(call);
        unless(vm.state == GuestState.SUPDATE, SevStatus.INVALID_GUEST_STATE);
        unless(!vmsa || vm.has(Vm.ES), SevStatus.UNSUPPORTED);
        World.mustBeActive(vm);
        call.leaveOpen("HDR_LEN");
        call.leaveOpen("TRANS_LEN");
        unless(isPacketLength(length) && call.get("TRANS_LEN") >= length, SevStatus.INVALID_LENGTH);
        unless(!vmsa || length == Page.SIZE, SevStatus.INVALID_LENGTH);
        long address = call.get("GUEST");
        unless(address % 16 == 0, SevStatus.INVALID_ADDRESS);
        sendable(call, vm, vmsa);
        Plain plain = world.memory.read(vm.vek, address, (int) length);
        call.after(() -> {
            Bytes header = world.read(call.get("HDR"), Sizes.HEADER);
            vm.channel.made(header, world.read(call.get("TRANS"), length), plain);
            if (!header.slice(0, 4).isAllZero()) {
                return "FLAGS of the packet are not zero";
            }
            return world.drawn.add(header.slice(4, 0x14)) ? "" : "the IV was drawn before";
        });
    }

    private void sendable(Call call, Vm vm, boolean vmsa) {
        long address = call.get("GUEST");
        long length = call.get("GUEST_LEN");
        EnumSet<SevStatus> faults = EnumSet.noneOf(SevStatus.class);
        world.copyFault(address, length).ifPresent(faults::add);
        world.copyFault(call.get("HDR"), Sizes.HEADER).ifPresent(faults::add);
        world.copyFault(call.get("TRANS"), length).ifPresent(faults::add);
        if (vmsa && world.copyFault(address, length).isEmpty()) {
            if (!vm.isSaveArea(world.memory.read(vm.vek, address, Page.SIZE))) {
                faults.add(SevStatus.INVALID_PARAM);
            }
        }
        if (!faults.isEmpty()) {
            throw new Refusal(faults);
        }
    }

    private static boolean isPacketLength(long length) {
        return length != 0 && length % 16 == 0 && length <= Sizes.LONGEST_PACKET;
    }

    void endSending(Call call, GuestState to) {
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        unless(vm.state == GuestState.SUPDATE, SevStatus.INVALID_GUEST_STATE);
        vm.state = to;
    }

    void receiveUpdate(Call call, boolean vmsa) {
        world.mustBe(WORKING);
        Vm vm = world.vm(call);
        unless(vm.state == GuestState.RUPDATE, SevStatus.INVALID_GUEST_STATE);
        unless(!vmsa || vm.has(Vm.ES), SevStatus.UNSUPPORTED);
        World.mustBeActive(vm);
        long length = call.get("TRANS_LEN");
        long address = call.get("GUEST");
        unless(isPacketLength(length) && call.get("GUEST_LEN") == length, SevStatus.INVALID_LENGTH);
        unless(call.get("HDR_LEN") >= Sizes.HEADER, SevStatus.INVALID_LENGTH);
        unless(!vmsa || length == Page.SIZE, SevStatus.INVALID_LENGTH);
        unless(address % 16 == 0, SevStatus.INVALID_ADDRESS);
        world.copyable(call.get("HDR"), Sizes.HEADER);
        Bytes header = world.read(call.get("HDR"), Sizes.HEADER);
        boolean compressed = (header.u8(0) & 1) != 0;
        if (world.copyFault(call.get("TRANS"), length).isPresent() && compressed) {
            throw new Refusal(EnumSet.of(SevStatus.UNSUPPORTED, SevStatus.INVALID_PARAM, SevStatus.INVALID_ADDRESS));
        }
        world.copyable(call.get("TRANS"), length);
        unless(!compressed, SevStatus.UNSUPPORTED);
        Bytes content = world.read(call.get("TRANS"), length);
        unless(vm.channel.accepts(Channel.DATA, header, content, Bytes.EMPTY), SevStatus.BAD_MEASUREMENT);
        world.copyable(address, length);
        Plain plain = vm.channel.open(header, content);
        Plain kept = vmsa ? world.records.add(vm, plain) : plain;
        if (vmsa) {
            vm.saveAreas.add(World.plain(address));
        }
        call.after(() -> world.memory.remember(vm.vek, address, kept));
    }
}
