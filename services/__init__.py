"""The five services of Một Cửa; each knows the chassis and the contracts of the others. `persons` is none of them:
it is the rules about persons that several keep alike."""
