import '../styles/tokens.css';
import '../styles/base.css';
import './phone.css';
import { mount } from 'svelte';
import PhoneApp from './PhoneApp.svelte';
import { followContrast } from '../styles/theme';
import { language } from './text';

document.documentElement.lang = language;
followContrast();

const target = document.getElementById('app');
if (target) mount(PhoneApp, { target });
