# For ../CMakeLists.txt: emu-planted, an emu that has a device with bugs, and a unit test of it: what the tools for
# debugging are tried on.
include(${CMAKE_SOURCE_DIR}/cmake/9cc.cmake)
add_library(planted OBJECT EXCLUDE_FROM_ALL planted/planted.c)
add_library(planteddevtab OBJECT EXCLUDE_FROM_ALL planted/devtab.c)
add_library(plantedunit OBJECT EXCLUDE_FROM_ALL planted/stale.c)
foreach(lib planted planteddevtab plantedunit)
	target_compile_options(${lib} PRIVATE ${KERNEL_FLAGS})
	target_include_directories(${lib} PRIVATE planted ../port ../dev . unit)
endforeach()
unitprogram(unitplanted /port/alloc[.] "$<TARGET_OBJECTS:planted>;$<TARGET_OBJECTS:plantedunit>"
	$<TARGET_OBJECTS:fakemem>)

set(PLANTED_O ${CMAKE_CURRENT_BINARY_DIR}/planted.o)
set(PLANTED_WIRES $<FILTER:$<TARGET_OBJECTS:wires>,EXCLUDE,/emu/devtab[.]>)
set(PLANTED_OBJS $<TARGET_OBJECTS:kernel> ${PLANTED_WIRES} $<TARGET_OBJECTS:planted> $<TARGET_OBJECTS:planteddevtab>)
add_custom_command(OUTPUT ${PLANTED_O}
	COMMAND ${CMAKE_LINKER} -r -T ${CMAKE_SOURCE_DIR}/emu/kernel.ld -o ${PLANTED_O} ${PLANTED_OBJS}
	COMMAND ${CMAKE_OBJCOPY} --keep-global-symbol=main ${PLANTED_O}
	DEPENDS ${PLANTED_OBJS} ${CMAKE_SOURCE_DIR}/emu/kernel.ld COMMAND_EXPAND_LISTS VERBATIM)
set_source_files_properties(${PLANTED_O} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
add_executable(emu-planted EXCLUDE_FROM_ALL ${PLANTED_O} $<TARGET_OBJECTS:host>)
set_target_properties(emu-planted PROPERTIES LINKER_LANGUAGE C POSITION_INDEPENDENT_CODE ON)
target_link_options(emu-planted PRIVATE -pie -Wl,-z,now,-z,noexecstack)
target_link_libraries(emu-planted PRIVATE ${HOSTLIBS})

foreach(tool gdb valgrind perf strace)
	add_test(NAME planted.${tool} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/planted/find ${tool}
		${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${NINEROOT} ${CMAKE_SOURCE_DIR}/tools)
	set_tests_properties(planted.${tool} PROPERTIES LABELS emu TIMEOUT 240 SKIP_RETURN_CODE 77)
endforeach()
